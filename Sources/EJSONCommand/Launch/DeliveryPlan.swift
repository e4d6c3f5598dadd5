import EJSON
import EJSONDelivery
import EJSONFormat
import SystemPackage

/// What `--dry-run` shows: how values would be delivered, names, sizes and sources. Never a value.
struct DeliveryPlan {
    private struct Row {
        let way: String
        let name: String
        let size: String
        let source: String
    }

    private var rows: [Row] = []

    /// Values that become variables, except those that are kept. `file` returns the document of a value.
    mutating func addVariables(
        _ values: borrowing SecretValues,
        from file: (SecretValues.Entry) -> DocumentArgument,
        except kept: Set<String>
    ) {
        for entry in values.entries {
            let isKept = kept.contains(entry.name)
            add(
                "variable", printable(entry.name), isKept ? "kept" : size(values.count(of: entry)),
                isKept ? "set already" : source([file(entry)], values.path, entry.key))
        }
    }

    /// Values that become files in a directory.
    mutating func addFiles(
        _ values: borrowing SecretValues,
        from file: (SecretValues.Entry) -> DocumentArgument,
        in directory: FilePath
    ) {
        for entry in values.entries {
            let name = printable(directory.appending(entry.name))
            add("file", name, size(values.count(of: entry)), source([file(entry)], values.path, entry.key))
        }
    }

    /// A document or a part of it, for standard input or for a file in memory whose path is in a variable.
    mutating func addText(
        _ text: borrowing SecretBytes,
        from files: [DocumentArgument],
        _ path: ValuePath?,
        variable: String?
    ) {
        let size = size(text.count)
        add(variable == nil ? "stdin" : "memory", variable.map(printable) ?? "-", size, source(files, path, nil))
    }

    mutating func add(_ way: String, _ name: String, _ size: String, _ source: String) {
        rows.append(Row(way: way, name: name, size: size, source: source))
    }

    /// One line for each delivery, in columns.
    var lines: [String] {
        let way = rows.map(\.way.count).max() ?? 0
        let sourced = rows.filter { !$0.source.isEmpty }
        let name = sourced.map(\.name.count).max() ?? 0
        let size = sourced.map(\.size.count).max() ?? 0
        return rows.map { row in
            let start = row.way + spaces(way - row.way.count) + "  " + row.name
            // A row with only a name does not widen the column.
            guard !row.source.isEmpty else { return start }
            let gap = spaces(name - row.name.count + size - row.size.count)
            return start + "  " + gap + row.size + "  " + row.source
        }
    }
}

private func size(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

private func source(_ files: [DocumentArgument], _ path: ValuePath?, _ key: String?) -> String {
    let components = (path?.components ?? []) + (key.map { [$0] } ?? [])
    let file = files.map(\.words).joined(separator: " + ")
    return components.isEmpty ? file : file + ": " + printable(ValuePath(components: components).description)
}

private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
