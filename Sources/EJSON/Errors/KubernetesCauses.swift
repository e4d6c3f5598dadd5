extension KubernetesProblem {
    /// What is wrong, in words.
    package var cause: String {
        switch self {
        case .notAnObject:
            "not an object"
        case .noType:
            "no \"_type\""
        case .notAString:
            "not a string"
        case .unknownMember:
            "a secret has \"_type\", \"data\", \"_labels\", \"_annotations\" and \"_comment\", and no other member"
        case .name:
            "not a name that Kubernetes takes: lower-case letters, digits, - and ., a letter or digit at both ends of each "
                + "part, at most 253 characters (a DNS subdomain)"
        case .dataKey:
            "not a key that Kubernetes takes: letters, digits, -, _ and ., no .. in front, not . alone, at most 253 characters"
        case .metadataKey:
            "not a key that Kubernetes takes for a label or annotation: at most 63 letters, digits, -, _ and ., a letter or "
                + "digit at both ends; in front of it, if need be, a DNS subdomain and a slash"
        case .labelValue:
            "not a value that Kubernetes takes for a label: at most 63 letters, digits, -, _ and ., a letter or digit at "
                + "both ends"
        case .tooLarge:
            "the values have more than 1 MiB, which is all that Kubernetes takes in one secret"
        case .annotationsTooLarge:
            "the annotations have more than 256 KiB, which is all that Kubernetes takes"
        }
    }
}
