import CPlatform
import CommandLineFlags
import EJSON
import SystemPackage

/// git's settings for documents. git passes the values to a shell, so each holds a small script that finds this
/// command, and falls back to a safe action without it.
struct GitSettings {
    let values: [(name: String, value: String)]

    /// Where a hook looks for this command when it is not on PATH: a committed hook cannot name a path.
    static let program = "ejson.program"

    /// - Parameters:
    ///   - path: the path of this command. PATH is searched when it is no longer there.
    ///   - showsEverywhere: whether plaintext is also shown in pipes and files, not only in git's pager.
    init(path: String, showsEverywhere: Bool = false) {
        values = [
            ("diff.ejson.textconv", textconvScript(path, showsEverywhere ? "--always " : "")),
            // Otherwise git would cache plaintexts in its object database.
            ("diff.ejson.cachetextconv", "false"),
            ("merge.ejson.name", "EJSON, value by value"),
            // git expands a percent sign and a letter to an argument of the driver.
            ("merge.ejson.driver", mergeScript(path).replacingEach("%", with: "%%") + "; f %O %A %B %L %P"),
            // With several common ancestors, conflict markers must not become part of the base.
            ("merge.ejson.recursive", "binary"),
            (Self.program, path),
        ]
    }

    static var names: [String] { Self(path: "").values.map(\.name) }
}

/// Without this command git shows the text unchanged; a failing textconv would end `git log -p` at the first document.
private func textconvScript(_ path: String, _ options: String) -> String {
    """
    f() { \(findScript(path)) && "$e" git textconv \(options)-- "$1" || cat -- "$1"; }; f
    """
}

/// The arguments are the files of the base, ours and theirs, the length of markers and the document's path.
///
/// git takes the file of our version as the result; some versions of git do so even when the driver was killed. So the
/// result is used only when this command reports a merge or conflict markers. Otherwise the versions are merged line by
/// line, which is always reported as a conflict, and lines that cannot be merged are kept in both versions.
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

/// Sets `$e` to this command, or fails.
private func findScript(_ path: String) -> String {
    #"{ e=\#(quotedForShell(path)); [ -x "$e" ] || e=ejson; command -v "$e" >/dev/null 2>&1; }"#
}

/// The text as one shell word, byte for byte.
func quotedForShell(_ text: String) -> String {
    "'" + text.replacingEach("'", with: "'\\''") + "'"
}

/// The absolute path of this command: hooks and graphical tools may have another PATH. Links are not resolved, because
/// an upgrade may move their target.
func ownPath() throws -> String {
    let path = try Executable(processArguments.first ?? "").path
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
        throw Failure("the path of this command, \(printable(path)), is not UTF-8, as git needs it")
    }
    if path.isAbsolute { return text }
    do throws(Errno) {
        return FilePath(try workingDirectory().string).pushing(path).lexicallyNormalized().string
    } catch {
        throw Failure("cannot tell the working directory", error)
    }
}
