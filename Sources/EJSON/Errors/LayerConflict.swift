package import SystemPackage

/// Two layered documents have values of different kinds at a path. The error's file is the upper one.
package struct LayerConflict: Hashable, Sendable {
    package let kind: String
    package let line: Int
    package let lowerKind: String
    package let lowerFile: FilePath?
    package let lowerLine: Int
}
