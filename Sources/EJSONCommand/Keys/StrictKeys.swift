import EJSON

/// `--strict-keys`: warnings about a key become errors.
enum StrictKeys {
    static let help = "Refuse keys that are otherwise warned about. (or: EJSON_STRICT_KEYS=1)"

    static func policy(_ isStrict: Bool) -> KeyDirectory.Policy {
        isStrict ? .strict : .environment
    }
}
