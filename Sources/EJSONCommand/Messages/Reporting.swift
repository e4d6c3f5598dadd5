import EJSON
import SystemPackage

// How the command reports failures:
// - One line on standard error: what failed, where, and why. The hint, what to do, is a second line.
// - Never a value, a private key or a boxed message. File names and key paths are shown without control characters.
// - Standard output is for results only.
// - A warning has the same form.

/// Runs `body`, reports its failure after `prefix`, and ends with status 1.
/// `file` is the document that it is about.
func reporting<Result>(
    _ prefix: String,
    _ file: DocumentArgument? = nil,
    _ body: () throws -> Result
) throws -> Result {
    do {
        return try body()
    } catch {
        throw report(error, after: prefix, file)
    }
}

/// The same for one of several files, of which the others are still shown. Returns `unreadable` of the reason, in one line,
/// and sets `hasFailed`, after a failure.
func reporting<Result>(
    _ prefix: String,
    _ file: DocumentArgument,
    _ hasFailed: inout Bool,
    unreadable: (String) -> Result,
    _ body: () throws -> Result
) -> Result {
    do {
        return try body()
    } catch {
        _ = report(error, after: prefix, file)
        hasFailed = true
        return unreadable(reason(error, about: file))
    }
}

/// `LINE:COLUMN: KEY PATH: what is wrong; what to do`, as far as known: for JSON, which has the file in another member.
private func reason(_ error: any Error, about file: DocumentArgument) -> String {
    let message = message(of: error, about: file).line
    guard let error = error as? EJSONError else { return message }
    let position = error.position.map { "\($0): " } ?? ""
    return position + place(nil, nil, error.path) + message
}

/// Reports an error, and returns what ends the command. It is apart from `reporting`, of which the compiler makes a copy
/// for each closure.
@inline(never)
private func report(_ error: any Error, after prefix: String, _ file: DocumentArgument?) -> any Error {
    switch error {
    case let error as DocumentError: return report(error.error, after: prefix, error.file)
    case let error as EJSONError:
        printError(message(for: error, about: file).after("\(prefix): \(place(of: error, in: file))"))
        return ExitStatus.failure
    case let failure as Failure:
        printError(failure.message.after("\(prefix): \(place(in: file))"))
        return failure.status
    case let error as Errno:
        printError(Failure("\(prefix): cannot write standard output", error).message)
        return ExitStatus.failure
    default: return error
    }
}

/// `FILE:LINE:COLUMN: KEY PATH: `, as far as known.
private func place(of error: EJSONError? = nil, in file: DocumentArgument?) -> String {
    let others = (error?.furtherPaths ?? []).map { ", " + $0 }
    return place(file, error?.position, error?.path.map { others.reduce($0, +) })
}

/// The same.
func place(_ file: DocumentArgument?, _ position: EJSONError.Position?, _ path: String?) -> String {
    var place = file?.words ?? ""
    if let position { place += ":\(position)" }
    if !place.isEmpty { place += ": " }
    if let path { place += printable(path) + ": " }
    return place
}
