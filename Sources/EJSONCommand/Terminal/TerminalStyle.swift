import CPlatform
import EJSON
import SystemPackage

/// Colours on a terminal, and plain text without a terminal, with `NO_COLOR` (https://no-color.org), `TERM=dumb` or no
/// `TERM`.
struct TerminalStyle {
    let hasColors: Bool

    init(for descriptor: CInt = STDOUT_FILENO) {
        let terminal = environmentVariable("TERM") ?? "dumb"
        hasColors =
            terminal != "dumb" && environmentVariable("NO_COLOR") == nil && systemIsTerminal(descriptor)
    }

    /// The style of a text: the parameter of SGR, ECMA-48, 8.3.117.
    enum Look: String {
        case plain = "", heading = "1", faint = "2", good = "32", warning = "33", bad = "31"
    }

    func styled(_ text: String, _ look: Look) -> String {
        hasColors && look != .plain && !text.isEmpty ? "\u{1B}[\(look.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A cell of a table.
    struct Cell {
        let text: String
        let look: Look

        init(_ text: String, _ look: Look = .plain) {
            self.text = text
            self.look = look
        }
    }

    /// Rows as aligned lines. A cell wider than `widest` shifts only its own row.
    func lines(_ rows: [[Cell]], widest: Int = .max) -> [String] {
        let widths = (0..<(rows.map(\.count).max() ?? 0)).map { (column: Int) -> Int in
            let widths: [Int] = rows.map { column < $0.count - 1 ? $0[column].text.count : 0 }
            return widths.filter { $0 <= widest }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let isLast = column == row.count - 1
                let padding = String(repeating: " ", count: isLast ? 0 : max(0, widths[column] - cell.text.count) + 2)
                return styled(cell.text, cell.look) + padding
            }.joined()
        }
    }
}
