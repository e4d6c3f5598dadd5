import EJSON

/// `--strict-keys`: what would be a warning about a key is a refusal.
enum StrictKeys {
    static let help = "Refuse keys that are otherwise warned about. (or: EJSON_STRICT_KEYS=1)"

    static func policy(_ isStrict: Bool) -> KeyDirectory.Policy {
        isStrict ? .strict : .environment
    }
}
