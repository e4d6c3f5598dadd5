import Testing

@testable import EJSONDelivery

/// The index of refused variables finds what the table says, for names around every pattern of it.
@Suite struct VariableIndexTests {
    /// The family that the table itself gives.
    private func family(of name: String) -> Int? {
        hazardFamilies.firstIndex { $0.holds(Array(name.utf8)) }
    }

    /// Names that a pattern stands for, and names that differ from those a little.
    private static func names(around pattern: String) -> [String] {
        let fixed = pattern.replacing("*", with: "")
        let filled = pattern.hasPrefix("*") ? "X" + fixed : pattern.hasSuffix("*") ? fixed + "X" : fixed
        let ends = ["", "X", "_", "_TOKEN", "_API_KEY", "__COM", "\u{E9}"]
        let starts = ["", "X", "_", "TOKEN_"]
        var names: [String] = []
        for name in [fixed, filled] {
            names += ends.map { name + $0 }
            names += starts.map { $0 + name }
            names += [name.lowercased(), String(name.dropFirst()), String(name.dropLast()), String(name.prefix(1))]
            names.append(String(name.prefix(1)).lowercased() + String(name.dropFirst()))
        }
        return names
    }

    @Test func findsWhatTheTableSays() {
        let index = VariableIndex(hazardFamilies)
        var names = [
            "", "A", "*", "**", "_", "é", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "NPM_TOKEN", "R", "HTTPS_PROXY",
        ]
        for family in hazardFamilies {
            for pattern in family.patterns + family.except { names += Self.names(around: pattern.description) }
        }
        #expect(names.count > 10_000)
        let found = names.map { index.family(holding: $0) }
        let wanted = names.map(family)
        #expect(found == wanted, "\(zip(names, zip(found, wanted)).filter { $0.1.0 != $0.1.1 }.prefix(10))")
        #expect(wanted.count { $0 != nil } > 3_000)
    }

    /// The first family in the table's order is the reason, though a pattern of an ending belongs to another one.
    @Test(arguments: [
        ("LD_EDITOR", "the loader"), ("GIT_EDITOR", "an editor"), ("JAVA_OPTS", "options from it"),
        ("GIT_SSH", "git runs"), ("npm_config_shell", "npm takes"), ("Dotnet_Root", ".NET"), ("MY_PAGER", "an editor"),
    ])
    func theFirstFamilyCounts(_ name: String, _ words: String) {
        #expect(hazard(ofVariable: name)?.contains(words) == true, "\(hazard(ofVariable: name) ?? "none")")
    }

    /// Names that are in no family, of each kind that is spared.
    @Test(arguments: [
        "GIT_TOKEN", "GIT_COMMIT", "NODE_ENV", "MAVEN_PASSWORD", "BUNDLE_GEMS__EXAMPLE__COM", "POETRY_PYPI_TOKEN_X",
        "DATABASE_URL", "git_ssh", "ld_preload", "SECRET", "E", "",
    ])
    func sparesOthers(_ name: String) {
        #expect(hazard(ofVariable: name) == nil)
    }
}
