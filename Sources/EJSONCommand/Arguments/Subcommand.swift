/// A subcommand, told by its name before its type is touched.
///
/// The runtime makes the tables of a type's protocols when the type is first taken for one of several. For all of them
/// that took a tenth of every start.
struct Subcommand: Sendable {
    let name: String
    let alias: String?
    let type: @Sendable () -> any DeclaredCommand.Type

    /// What it can be called. These are the names that its configuration has (`ArgumentsTests`).
    var names: [String] { [name, alias].compactMap { $0 } }

    func isCalled(_ name: String) -> Bool { name == self.name || name == alias }

    init(_ name: String, alias: String? = nil, _ type: @escaping @Sendable () -> any DeclaredCommand.Type) {
        self.name = name
        self.alias = alias
        self.type = type
    }
}
