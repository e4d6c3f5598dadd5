import CommandLineFlags

/// Comma-separated names: `A,B`.
struct NameList: ArgumentValue {
    let names: [String]

    /// - Throws: for an empty list: `--require "$UNSET"` must not require nothing.
    init(_ argument: Argument) throws(UsageError) {
        names = try String(argument).split(separator: ",").map(String.init)
        if names.isEmpty { throw UsageError("expected names, with commas between them") }
    }

    var spelling: String { names.joined(separator: ",") }
}

/// All names of an option that may be given more than once.
func names(in lists: [NameList]) -> [String] { lists.flatMap(\.names) }
