package import EJSON
import EJSONFormat

// Values that were sealed to another public key than the document names: somebody copied them, or replaced the key.

extension Document {
    /// How many values are boxed messages.
    ///
    /// - Throws: `outOfMemory`.
    package func boxedMessageCount() throws(EJSONError) -> Int {
        var count = 0
        try forEachSelectedString { (_, value, _) throws(EJSONError) in
            if case .boxed = value { count += 1 }
        }
        return count
    }

    /// Whether a private key, which need not belong to the document's public key, opens one of its values: the value
    /// was sealed to that key. What was opened is wiped.
    ///
    /// - Throws: `outOfMemory`.
    package func hasValueOpened(by privateKey: borrowing PrivateKey) throws(EJSONError) -> Bool {
        var attempt = try OpeningAttempt()
        var isOpened = false
        try forEachSelectedString { (string, value, source) throws(EJSONError) in
            guard !isOpened, case .boxed = value else { return }
            do throws(EJSONError) {
                isOpened = try attempt.open(string, of: source, privateKey)
            } catch {
                guard error.code == .authenticationFailed else { throw error }
            }
        }
        return isOpened
    }

    /// The values that the private key does not open, one for each ephemeral key: enough to see whether values were
    /// sealed to another public key than the document names. What was opened is wiped.
    ///
    /// - Throws: `keyMismatch`, `outOfMemory`.
    package func foreignValues(for privateKey: borrowing PrivateKey) throws(EJSONError) -> [EJSONError] {
        try requireKey(privateKey)
        var attempt = try OpeningAttempt()
        var seen: Set<Bytes32> = []
        var errors: [(EJSONError, JSONString)] = []
        try forEachSelectedString { (string, value, source) throws(EJSONError) in
            guard case .boxed(let ephemeralKey) = value, seen.insert(ephemeralKey).inserted else { return }
            do throws(EJSONError) {
                _ = try attempt.open(string, of: source, privateKey)
            } catch {
                guard error.code == .authenticationFailed else { throw error }
                errors.append((error, string))
            }
        }
        return text.placing(errors)
    }

    /// How many values have an ephemeral key of a group, and the first of them. The keys were made to seal to other
    /// public keys than this document names: such values do not open, and no key is needed to see it.
    ///
    /// - Parameter groups: the group of each ephemeral key. One walk serves all groups.
    /// - Throws: `outOfMemory`.
    package func values(
        withEphemeralKeysOf groups: [PublicKey: Int]
    ) throws(EJSONError) -> [Int: (count: Int, first: EJSONError)] {
        guard !groups.isEmpty else { return [:] }
        let groups = Dictionary(uniqueKeysWithValues: groups.map { ($0.key.bytes, $0.value) })
        var firsts: [(group: Int, string: JSONString)] = []
        var counts: [Int: Int] = [:]
        try forEachSelectedString { (string, value, _) throws(EJSONError) in
            guard case .boxed(let ephemeralKey) = value, let group = groups[ephemeralKey] else { return }
            if counts[group] == nil { firsts.append((group, string)) }
            counts[group, default: 0] += 1
        }
        let errors = text.placing(firsts.map { (EJSONError(.authenticationFailed), $0.string) })
        var values: [Int: (count: Int, first: EJSONError)] = [:]
        for ((group, _), error) in zip(firsts, errors) { values[group] = (counts[group] ?? 0, error) }
        return values
    }
}
