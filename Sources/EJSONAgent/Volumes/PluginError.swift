/// Why a request to the volume plugin cannot be done, in words for the user of the engine. It holds no secret.
package struct PluginError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ words: String) {
        description = words
    }
}
