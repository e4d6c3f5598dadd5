import CommandLineFlags
import EJSON
import EJSONFormat
import SystemPackage

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// All that the command says about failures. Policy:
// - One line on standard error: what was done, where, what is wrong; then, behind a semicolon, what to do about it.
// - Never a value, a private key or a boxed message. File names and key paths are shown without control characters.
// - Standard output is for results alone.
// - What is wrong and no reason to stop is one line too: a warning.

/// Runs `body`, tells its failure behind `prefix`, and ends with status 1.
/// `file` is the document that it is about.
func reporting<Result>(
    _ prefix: String,
    _ file: DocumentArgument? = nil,
    _ body: () throws -> Result
) throws -> Result {
    do {
        return try body()
    } catch let error as DocumentError {
        return try reporting(prefix, error.file) { throw error.error }
    } catch let error as EJSONError {
        printError("\(prefix): \(place(of: error, in: file))\(words(for: error, about: file))")
        throw ExitStatus.failure
    } catch let failure as Failure {
        printError("\(prefix): \(place(in: file))\(failure.words)")
        throw failure.status
    } catch let error as Errno {
        printError("\(prefix): cannot write standard output: \(error)")
        throw ExitStatus.failure
    }
}

/// Tells what is wrong and no reason to stop.
func printWarning(_ words: String) {
    printError("Warning: \(words)")
}

/// `FILE:LINE:COLUMN: KEY PATH: `, as far as known.
private func place(of error: EJSONError? = nil, in file: DocumentArgument?) -> String {
    let others = (error?.furtherKeyPaths ?? []).map { ", " + $0 }
    return place(file, error?.position, error?.keyPath.map { others.reduce($0, +) })
}

/// The same.
func place(_ file: DocumentArgument?, _ position: EJSONError.Position?, _ keyPath: String?) -> String {
    var place = file?.words ?? ""
    if let position { place += ":\(position)" }
    if !place.isEmpty { place += ": " }
    if let keyPath { place += printable(keyPath) + ": " }
    return place
}

/// What is wrong, and what to do. `subject` is the document, which the line has named already.
func words(for error: EJSONError, about subject: DocumentArgument? = nil) -> String {
    switch error.code {
    case .malformedJSON, .duplicatePublicKey:
        return error.reason.map(words) ?? "not a document"
    case .missingPublicKey:
        return "no \"_public_key\" in the top-level object; add one: `ejson keygen -w` prints a new public key"
    case .invalidPublicKey:
        return wordsForPublicKey(error.reason)
    case .invalidPrivateKey:
        return keyFile(error).map { "the key file \($0) does not hold a private key: 64 hex digits" }
            ?? "not a private key: 64 hex digits"
    case .keyNotFound:
        return wordsForMissingKey(error)
    case .keyMismatch:
        let key = error.publicKey.map(abbreviated) ?? ""
        return keyFile(error).map {
            "the key file \($0) holds the private key of another public key than \(key); "
                + "put the right one there, or name another directory with --keydir"
        }
            ?? "the private key is not that of the document's public key \(key)"
    case .insecureKeyDirectory:
        return wordsForInsecureKey(error)
    case .malformedBoxedMessage:
        return "malformed boxed message: \(error.reason.map(words) ?? "")"
            + "; restore the value from git, or put its plaintext there and encrypt again"
    case .unsupportedVersion:
        return "boxed message of an unknown version; only version 1 (`EJ[1:`) exists"
    case .authenticationFailed:
        return wordsForUnopenedValues(error)
    case .notEncrypted:
        return "not encrypted; run: ejson encrypt, and if it was ever committed or shared, replace the secret"
    case .inputOutput:
        return wordsForFile(error, about: subject)
    case .invalidRecipient, .forgedRecipient, .noIdentity:
        let hint = error.code == .noIdentity ? wordsForWithheldKeys(environmentVariable(withheldVariables)) : ""
        return (error.reason.map(words) ?? error.description) + hint
    case .valueNotFound, .undeliverableValue, .impossibleChange, .notExecutable:
        let guess = error.nearestKeyPath.map { "; did you mean '\(printable($0))'?" } ?? ""
        return (error.reason.map(words) ?? "") + guess
    case .outOfMemory:
        guard let errno = error.errno, errno != .noMemory else {
            return "not enough memory to keep the document in"
        }
        return "the system refuses memory that core dumps leave out: \(errno)"
    case .cryptographyUnavailable:
        return "the system gives no randomness: neither by getrandom nor by /dev/urandom"
    default:
        return error.description
    }
}

private func words(_ reason: EJSONError.Reason) -> String {
    switch reason {
    case .syntax(let reason): words(reason)
    case .conflict(let conflict): words(conflict)
    case .notHexadecimal: "it must be 64 hex digits"
    case .lowOrderPoint: "its public key is a low-order point, for which anyone could open the box"
    case .nonCanonicalPoint: "its public key is not in its canonical encoding"
    case .malformation(.unsupportedVersion): "unknown version"
    case .malformation(.invalidEphemeralKey): "its public key is not the base64 of 32 bytes"
    case .malformation(.invalidNonce): "its nonce is not the base64 of 24 bytes"
    case .malformation(.invalidBox): "its box is not base64, or too short"
    case .notUTF8: "what was sealed is not UTF-8"
    case .file(let problem): String(describing: problem)
    case .permissions(let problem): String(describing: problem)
    case .delivery(let problem): words(problem)
    case .change(let problem): words(problem)
    case .recipient(let problem): words(problem)
    case .noIdentity(let recipients, let tried): wordsForNoIdentity(recipients, tried)
    case .unopened: String(describing: reason)
    }
}

private func words(_ reason: JSONSyntaxError.Reason) -> String {
    switch reason {
    case .byteOrderMark: "byte order mark; save the file as UTF-8 without one"
    case .controlCharacter: "raw control character in a string; write it as an escape, a tab as \\t"
    case .duplicatePublicKey: "a second \"_public_key\"; keep one"
    case .emptyDocument: "empty; a document is a JSON object with a \"_public_key\""
    case .escapedPublicKey: "\"_public_key\" is spelled with an escape; write it plainly"
    case .expectedColon: "expected a colon behind the key"
    case .expectedCommaOrBrace: "expected a comma or a closing brace"
    case .expectedCommaOrBracket: "expected a comma or a closing bracket"
    case .expectedKey: "expected a key in double quotes"
    case .expectedValue: "expected a value"
    case .invalidEscape: "invalid escape in a string; a backslash itself is written \\\\"
    case .invalidNumber: "invalid number"
    case .invalidUTF8: "invalid UTF-8; save the file as UTF-8"
    case .lineBreakInString: "line break in a string; write it as \\n, or run: ejson encrypt, which does"
    case .nestingTooDeep: "nested deeper than \(maximumNesting) levels"
    case .notAnObject: "a document is a JSON object; expected an opening brace"
    case .publicKeyMissing: "no \"_public_key\""
    case .publicKeyNotAString: "\"_public_key\" must be a string of 64 hex digits"
    case .tooManyValues: "more values than there is memory for"
    case .trailingContent: "text behind the end of the document"
    case .unexpectedEnd: "the file ends in the middle of the document; is a closing brace missing?"
    case .unpairedSurrogate: "half of a surrogate pair in a string, which is no character and would be lost"
    case .unterminatedString: "unterminated string"
    }
}

private func words(_ problem: DeliveryProblem) -> String {
    switch problem {
    case .noSuchObject: "the document has no such object"
    case .missing: "the document has no such value"
    case .collision: "two values would have this name"
    case .notAPlainValue: wordsForStructuredValues
    case .holdsNUL: "the value holds a NUL byte, which ends a string there"
    case .notText: "the value holds half of a surrogate pair, which is no text"
    case .notAVariableName: "not a variable's name: letters, digits and underscores, and no digit first"
    case .changesHowProgramsRun: wordsForHazard
    case .notAFileName: "not a file's name"
    case .tooLongForVariable(let limit): wordsForLongVariable(limit)
    case .tooManyForEnvironment(let limit): wordsForManyVariables(limit)
    case .notInFormat(let format): wordsForFormat(format)
    case .notAKubernetesSecret(let problem): words(problem)
    case .mistyped(let type): "the value is not of type \(type)"
    case .notDecodable: "the value cannot be decoded"
    case .layersDisagree(let conflict): words(conflict)
    case .noDocument: "there is no document"
    case .mixedArray: "the array holds neither strings only nor numbers and booleans only"
    }
}

private func words(_ problem: ChangeProblem) -> String {
    switch problem {
    case .publicKey: "the document's own public key is not changed in this way"
    case .container: "an object or array; set what is in it, or unset it first"
    case .notAContainer: "neither an object nor an array, so it can hold nothing"
    case .noSuchElement: "an array has no such index; the one behind the last, or -, appends"
    case .alreadyBoxed: "the new value is a boxed message already; put it into the file as it is"
    case .notText: "the new value is not UTF-8 text; to store its base64: --base64"
    case .similarObject, .duplicateKey, .tooDeep: wordsForNewValue(problem)
    case .othersSelection: "this would change whether another value is sealed; edit the file, and run: ejson encrypt"
    }
}

// MARK: Checks

/// One of many lines: what to do about them is said behind the last one.
let wordsForFinding = "not encrypted"

extension CheckReport {
    /// What to do about the secrets that are not sealed.
    func advice(isStaged: Bool) -> String? {
        let files = unsealedFiles
        guard !files.isEmpty else { return nil }
        let words = files.map { shellWord($0.bytes.first == UInt8(ascii: "-") ? FilePath(".").pushing($0) : $0) }
        let names = words.count > 5 ? "FILE…" : words.joined(separator: " ")
        return "To seal them, run: ejson encrypt \(names)\(isStaged ? " && git add \(names)" : "")"
            + "; replace what was ever committed or shared"
    }
}

let wordsForKeyInGit =
    "a private key that git takes; move it to a key directory outside of the repository, "
    + "and if it was ever committed, rotate the documents it opens"

func wordsForKeyInBuildContext(_ context: FilePath, beside document: FilePath) -> String {
    "a private key in the Docker build context \(printable(context.isEmpty ? "." : context)), "
        + "together with \(printable(document)); move it out, or name it in .dockerignore"
}

// MARK: Merging

/// A version is no document.
func wordsForUnmergeable(_ document: DocumentArgument, _ version: MergeVersionName, _ error: EJSONError) -> String {
    "\(document.words): merged line by line, for \(version.rawValue) is no document: "
        + place(nil, nil, error.keyPath) + words(for: error) + (error.position.map { " (at \($0))" } ?? "")
}

/// The versions cannot be compared value by value.
func wordsForUnmergeable(_ document: DocumentArgument, _ problem: MergeProblem) -> String {
    let reason =
        switch problem {
        case .duplicateKey(let path): "there are two values \(printable(path.description))"
        case .escapedUnderscore(let path): "the underscore of \(printable(path.description)) is spelled with an escape"
        case .changedSelection: "otherwise another value would be sealed, or no longer be"
        }
    return "\(document.words): merged line by line, for \(reason); look at the result"
}

/// What both branches have changed, a line each.
func wordsForConflicts(_ merged: DocumentMerge, in document: DocumentArgument) -> [String] {
    let document = document.words
    guard !merged.foreignValues.isEmpty || merged.conflicts.contains("_public_key") else {
        return merged.conflicts.map { "\(document): \(printable($0)): both branches have changed it" }
    }
    let paths = merged.foreignValues.map { printable($0) }.joined(separator: ", ")
    return [
        "\(document): one branch has changed the public key, and the other "
            + (paths.isEmpty ? "has too" : "has values sealed to another one: \(paths)")
            + "; where both private keys are, `ejson edit` shows both in plaintext and seals what is saved to the public key "
            + "that is left; otherwise bring both branches to one key with `ejson rotate` before they are merged"
    ]
}

// MARK: Keys

private func wordsForPublicKey(_ reason: EJSONError.Reason?) -> String {
    switch reason {
    case .lowOrderPoint: "not a public key: a low-order point, for which anyone could open the boxes"
    case .nonCanonicalPoint: "not a public key: a point, but not in its canonical encoding"
    default: "not a public key: it must be a string of 64 hex digits, as `ejson keygen` prints"
    }
}

private func wordsForMissingKey(_ error: EJSONError) -> String {
    guard let directory = error.keyDirectory else { return "no private key" }
    guard let publicKey = error.publicKey, let file = keyFile(error) else {
        return wordsForMissingDirectory(directory, error.errno)
    }
    // The directory itself may be missing, or be the key file.
    let hint =
        FileIdentity(of: directory) == nil
        ? " (there is no such directory)"
        : error.errno == .notDirectory ? " (that is no directory)" : ""
    return "no private key for \(abbreviated(publicKey)) in \(printable(directory))"
        + "; put it in \(file), or name another directory with --keydir\(hint)"
        + wordsForWithheldKeys(environmentVariable(withheldVariables))
}

private func wordsForMissingDirectory(_ directory: FilePath, _ errno: Errno?) -> String {
    let directory = shellWord(directory)
    if errno == .notDirectory { return "\(directory) is not a directory" }
    return "there is no key directory \(directory); make it: mkdir -p \(directory) && chmod 700 \(directory)"
}

private func wordsForInsecureKey(_ error: EJSONError) -> String {
    let file = keyFile(error) ?? ""
    switch error.reason {
    case .permissions(let problem):
        let object = error.file == error.keyDirectory ? "the key directory" : "the key file"
        return words(for: problem, of: "\(object) \(file)", error.file ?? "")
    case .file(.tooLarge):
        return "the key file \(file) is too large"
    default:
        return "the key file \(file) is not a regular file"
    }
}

/// What is wrong with an owner or a mode, and what to run. `object` is what has it, `path` its path.
func words(for problem: KeyPermissions.Problem, of object: String, _ path: FilePath) -> String {
    let command = remedy(for: problem, path) ?? ""
    switch problem {
    case .otherOwner: return "another user owns \(object) and can change it; check it, then run: \(command)"
    case .writableByEveryone: return "others can change \(object); check it, then run: \(command)"
    case .sharedDirectory:
        return "others can put files into \(object); keep keys in a directory of their own, and name it with --keydir"
    case .writableByGroup: return "a group can change \(object); check it, then run: \(command)"
    case .readableByEveryone: return "everyone can read \(object); run: \(command)"
    }
}

/// The command that mends an owner or a mode; `nil` when none does.
func remedy(for problem: KeyPermissions.Problem, _ path: FilePath) -> String? {
    let path = shellWord(path)
    let user = geteuid()
    switch problem {
    case .otherOwner: return "chown \(user == 0 ? "root" : String(user)) \(path)"
    case .writableByEveryone: return "chmod o-w \(path)"
    case .sharedDirectory: return nil
    case .writableByGroup: return "chmod g-w \(path)"
    // Who is not root may be one of everyone.
    case .readableByEveryone: return user == 0 ? "chmod o-r \(path)" : "chown \(user) \(path) && chmod 0400 \(path)"
    }
}

private func keyFile(_ error: EJSONError) -> String? {
    error.keyDirectory == nil ? nil : error.file.map(printable)
}

/// The first and last four digits: enough to tell one key from another.
func abbreviated(_ publicKey: PublicKey) -> String {
    "\(publicKey.description.prefix(4))…\(publicKey.description.suffix(4))"
}

// MARK: Files

private func wordsForFile(_ error: EJSONError, about subject: DocumentArgument?) -> String {
    guard case .file(let problem) = error.reason else { return error.description }
    let cause = error.errno.map { ": \($0)" } ?? ""
    if let keyDirectory = error.keyDirectory, problem == .open, error.errno == .noSuchFileOrDirectory {
        return wordsForMissingDirectory(keyDirectory, error.errno)
    }
    // A file that the line has named already is not named again.
    let other = error.file.flatMap { $0 == subject?.file ? nil : printable($0) }
    let object = other.map { " \($0)" } ?? ""
    let it = other ?? "it"
    let whole = other.map { "\($0) " } ?? ""
    switch problem {
    case .open where error.keyDirectory != nil:
        return
            "cannot open the key file\(object)\(cause); run as a user who may read it, or hand the key over: --key-from-stdin"
    case .open: return "cannot open\(object)\(cause)" + hintOfDocumentAbove(error, subject)
    case .read where error.errno == .isDirectory: return "\(whole)is a directory"
    case .openDirectory where error.keyDirectory != nil:
        return "cannot open the key directory\(object)\(cause); run as a user who may enter it"
    case .createDirectory: return "cannot make the directory\(object)\(cause)"
    case .openDirectory: return "cannot open the directory\(object)\(cause)"
    case .read: return "cannot read\(object)\(cause)"
    case .write: return "cannot write\(object)\(cause); \(it) is unchanged"
    case .sync: return "cannot get\(object) onto the disk\(cause)"
    case .replace where error.errno == .resourceBusy || error.errno == .improperLink:
        return "cannot replace\(object)\(cause); \(it) is a mount of its own: mount its directory instead"
    case .replace: return "cannot replace\(object)\(cause); \(it) is unchanged"
    case .createTemporary where error.errno == .noSpace || error.errno == .diskQuotaExceeded:
        return "cannot write beside \(it)\(cause); \(it) is unchanged"
    case .createTemporary:
        return "cannot write beside \(it)\(cause); its directory must be writable, for a file is replaced as a whole"
    case .keepAttributes:
        return "cannot keep the ACL and attributes\(object.isEmpty ? "" : " of\(object)")\(cause); \(it) is unchanged"
    case .keepOwner: return "cannot keep the owner\(object.isEmpty ? "" : " of\(object)")\(cause); run as the owner"
    case .keepMode: return "cannot keep the mode\(object.isEmpty ? "" : " of\(object)")\(cause); \(it) is unchanged"
    case .danglingLink: return "\(whole)is a link to a file that does not exist"
    case .directory: return "\(whole)is a directory"
    case .notRead: return "\(whole)is not a regular file, and was not read; remove it, or give it another name"
    case .notRegular: return "\(whole)is not a regular file, and only a regular file can be replaced"
    case .hardLinked: return "\(whole)has other hard links, which would keep the old content; leave only one name"
    case .makeWritable: return "may not write\(object)\(cause); make it writable, or run as a user who may"
    case .keepsChanging: return "others keep changing \(it); it is as they left it"
    case .changedMeanwhile: return "others have changed \(it) meanwhile; it is as they left it"
    case .displaced: return "somebody's version of the file is kept in \(it)\(cause); move it back"
    case .alreadyExists: return "\(it) exists; it is unchanged"
    case .tooLarge: return "\(other ?? "standard input") is too large"
    case .writeStream: return "cannot write\(object)\(cause)"
    case .foreignFile(let owner): return wordsForForeignFile(it, owner)
    case .foreignLink(let owner): return wordsForForeignLink(it, owner)
    case .isTheInput: return "the output \(whole)is the input; name another file"
    }
}
