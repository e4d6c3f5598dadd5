import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// What git's configuration says about documents. git hands the values to a shell, so each may hold a small script: it
/// finds this command, and does what is safe when there is none.
struct GitSettings {
    let values: [(name: String, value: String)]

    /// Where the hook looks for this command when it is not on PATH: a hook that is committed cannot name a path.
    static let program = "ejson.program"

    /// - Parameters:
    ///   - path: where this command is. When it is no longer there, PATH is searched.
    ///   - showsEverywhere: whether plaintext is shown in pipes and files too, not just in git's pager.
    init(path: String, showsEverywhere: Bool = false) {
        values = [
            ("diff.ejson.textconv", textconvScript(path, showsEverywhere ? "--always " : "")),
            // Otherwise git would keep plaintexts in its object database.
            ("diff.ejson.cachetextconv", "false"),
            ("merge.ejson.name", "EJSON, value by value"),
            // A percent sign and a letter stand for an argument of the driver.
            ("merge.ejson.driver", mergeScript(path).replacingEach("%", with: "%%") + "; f %O %A %B %L %P"),
            // Where branches have several common versions, conflict markers must not become part of the base.
            ("merge.ejson.recursive", "binary"),
            (Self.program, path),
        ]
    }

    static var names: [String] { Self(path: "").values.map(\.name) }
}

/// Without this command git shows the text as it is: otherwise every `git log -p` would end at the first document.
private func textconvScript(_ path: String, _ options: String) -> String {
    """
    f() { \(findScript(path)) && "$e" git textconv \(options)-- "$1" || cat -- "$1"; }; f
    """
}

/// The arguments are the files of the common version, ours and theirs, the length of markers and the document's path.
///
/// git takes what is in the file of our version for the result, whatever became of the driver; some versions of git also
/// do so when it was killed. So the result of this command counts only when it says that it has merged, or has left
/// markers. Otherwise the versions are merged line by line, which is always reported as a conflict; what cannot be
/// merged by lines stands there in both versions.
private func mergeScript(_ path: String) -> String {
    """
    f() { s=127; if \(findScript(path)); then "$e" git merge -- "$@"; s=$?; fi; [ $s -eq 0 ] && return 0; \
    [ $s -eq 1 ] && grep -q "^<" "$2" && return 1; \
    [ $s -eq 1 ] || echo "ejson: $5: merged line by line, because ejson \
    $([ $s -eq 127 ] && echo "was not found" || echo "ended with status $s"); look at the result before you add it" >&2; \
    git merge-file --quiet --marker-size="$4" -L ours -L base -L theirs -- "$2" "$1" "$3"; \
    [ $? -lt 128 ] || { echo "<<<<<<< ours"; cat "$2"; echo "======="; cat "$3"; echo ">>>>>>> theirs"; } > "$2.both" \
    && mv "$2.both" "$2"; return 1; }
    """
}

/// Succeeds with this command in `$e`.
private func findScript(_ path: String) -> String {
    #"{ e=\#(quotedForShell(path)); [ -x "$e" ] || e=ejson; command -v "$e" >/dev/null 2>&1; }"#
}

/// The text as one word of a shell, byte for byte.
func quotedForShell(_ text: String) -> String {
    "'" + text.replacingEach("'", with: "'\\''") + "'"
}

/// Where this command is, from the root: hooks and graphical tools may have another PATH. Links are not followed, because
/// what they lead to may be moved by an upgrade.
func ownPath() throws -> String {
    let path = try Executable(processArguments.first ?? "").path
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
        throw Failure("the path of this command, \(printable(path)), is not UTF-8, as git needs it")
    }
    if path.isAbsolute { return text }
    do throws(Errno) {
        return FilePath(try workingDirectory().string).pushing(path).lexicallyNormalized().string
    } catch {
        throw Failure("cannot tell the working directory: \(error)")
    }
}
