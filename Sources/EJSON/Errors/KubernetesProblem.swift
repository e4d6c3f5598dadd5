/// Which rule, of the schema or of Kubernetes, a secret breaks.
package enum KubernetesProblem: Hashable, Sendable {
    /// The secret, or what must be an object in it.
    case notAnObject
    case noType
    case notAString
    case unknownMember
    /// The secret's name: a DNS subdomain.
    case name
    /// A key in `data`.
    case dataKey
    /// A key in `_labels` or `_annotations`.
    case metadataKey
    case labelValue
    /// The values of a secret have more than 1 MiB.
    case tooLarge
    /// The annotations of a secret have more than 256 KiB.
    case annotationsTooLarge
}
