import CommandLineFlags
import EJSON
import EJSONAuthoring
import EJSONFormat
import SystemPackage

extension Completion {
    /// The paths of all values in the document that this parameter names. Needs no key.
    static func keyPaths(of parameter: String) -> Completion {
        .values { context in
            listedValues(context, parameter).filter { $0.value.state != .publicKey }.map { path, value in
                Choice(spelling(of: path, context), value.state.word)
            }
        }
    }

    /// The paths of its objects.
    static func objects(of parameter: String) -> Completion {
        .values { context in
            listedValues(context, parameter).filter { $0.value.state == .object }.map { path, _ in
                Choice(spelling(of: path, context), "object")
            }
        }
    }

    /// The names of the members of the object that `--select` names, or of `environment`.
    static func names(of parameter: String) -> Completion {
        .list { context in
            let object = context["select"]?.text.flatMap { ValuePath($0) } ?? ValuePath(components: ["environment"])
            return listedValues(context, parameter).filter { $0.path.components.dropLast() == object.components[...] }
                .map { Choice($0.value.name, $0.value.state.word) }
        }
    }
}

/// A dotted path, or a JSON Pointer if the typed text is one.
private func spelling(of path: ValuePath, _ context: CompletionContext) -> String {
    context.beginning.bytes.first == UInt8(ascii: "/") ? path.pointer : path.description
}

/// The values of the named document; none when it cannot be read, because a completion cannot report errors.
private func listedValues(
    _ context: CompletionContext,
    _ parameter: String
) -> [(path: ValuePath, value: DocumentListing.Value)] {
    let file = context[parameter].map(\.path) ?? DocumentArgument.usual.file
    // Only a regular file: reading a pipe would block.
    guard let file, let document = try? Document(consuming: SecretBytes.contents(ofFound: file)),
        let values = try? document.listing().values
    else { return [] }
    var components: [String] = []
    return values.map { value in
        components.removeSubrange((value.depth - 1)...)
        components.append(value.name)
        return (ValuePath(components: components), value)
    }
}
