import EJSONProperties
import Testing

@testable import CommandLineFlags

/// Every line that the declarations allow is parsed back to its values, in every spelling.
@Suite struct RoundTripTests {
    @Test func readsBackWhatItCanBeGiven() throws {
        var random = SeededGenerator(seed: 20)
        let forms = CommandPage(NamedCommand(Pack.self, named: "pack")).parameters.map(\.form)
        for _ in 0..<20_000 {
            let line = GeneratedCommandLine(of: forms, using: &random)
            var reader = ArgumentReader(forms, line.arguments[...])
            try reader.readAll()
            #expect(Set(reader.assignments) == Set(line.assignments), "\(line.arguments)")
            // What stands in order stays in order.
            for index in forms.indices {
                #expect(
                    reader.assignments.filter { $0.parameter == index }
                        == line.assignments.filter { $0.parameter == index },
                    "\(line.arguments)")
            }
        }
    }

    /// Any bytes give values, help or an error message.
    @Test func anyBytesAreReadOrRefused() {
        var random = SeededGenerator(seed: 21)
        let words = [
            "pack", "start", "shelf", "add", "help", "--", "-", "-q", "-o", "--format=", "json", "--root", "-h",
        ]
        for _ in 0..<20_000 {
            let arguments = (0..<Int.random(in: 0..<6, using: &random)).map { _ -> Argument in
                if Bool.random(using: &random) { return Argument(words.randomElement(using: &random) ?? "") }
                return GeneratedCommandLine.value(using: &random, beginsWithDash: Bool.random(using: &random))
            }
            switch readCommandLine(arguments, of: tool) {
            case .command, .help: break
            case .wrong(let error, _): #expect(!error.words.isEmpty && !error.words.utf8.contains { $0 < 0x20 })
            }
        }
    }
}
