package import EJSON
import EJSONFormat

// Values that were sealed to a public key other than the document's, because they were copied, or the public key was
// replaced.

extension Document {
    /// The number of values that are boxed messages.
    ///
    /// - Throws: `outOfMemory`.
    package func boxedMessageCount() throws(EJSONError) -> Int {
        var count = 0
        try forEachSelectedString { (_, value, _) throws(EJSONError) in
            if case .boxed = value { count += 1 }
        }
        return count
    }

    /// Whether a private key, which may be of another public key than the document's, opens one of the values.
    /// Plaintexts are wiped.
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

    /// The values that the private key does not open, one for each ephemeral key. That suffices to find values that
    /// were sealed to another public key. Plaintexts are wiped.
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

    /// For each group of ephemeral keys, the number of values with one of its keys, and the first of them. The keys
    /// were made to seal to other public keys, so such values do not open; no key is needed to find them.
    ///
    /// - Parameter groups: The group of each ephemeral key. One pass serves all groups.
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
