/// The entries of a version's list of recipients, by name and as they are written; `nil` when it has none, or one that is
/// no array of strings with unique names.
package func recipientEntries(of version: MergeVersion) -> [(name: String, literal: [UInt8])]? {
    let (outline, text) = (version.outline, version.text.span)
    guard let list = outline.find(.recipients), outline.nodes[list].value.kind == .array else { return nil }
    var entries: [(name: String, literal: [UInt8])] = []
    var names: Set<String> = []
    for child in outline.nodes[list].children {
        let node = outline.nodes[child]
        guard node.value.kind == .string else { return nil }
        let entry = unescapedBytes(JSONString(node.value), in: text)
        let name = String(decoding: entry.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        guard names.insert(name).inserted else { return nil }
        entries.append((name, Array(version.text[node.extent])))
    }
    return entries
}

extension MergeVersion {
    /// The two versions with one merged list of recipients, in which each name has the entry of the branch that changed
    /// it: two branches that add different hosts merge. `nil` when both have changed the same name, when one has no
    /// list, and when the public keys differ, because the entries of one then open nothing. The lists are then merged
    /// like all other values.
    package static func mergingRecipients(
        base: MergeVersion?,
        ours: MergeVersion,
        theirs: MergeVersion
    ) -> (ours: MergeVersion, theirs: MergeVersion)? {
        guard let key = ours.publicKey, key == theirs.publicKey,
            let ourEntries = recipientEntries(of: ours), let theirEntries = recipientEntries(of: theirs),
            let list = theirs.outline.find(.recipients)
        else { return nil }
        let old = base.flatMap { recipientEntries(of: $0) } ?? []
        guard let edits = edits(old, ourEntries, theirEntries) else { return nil }
        do {
            let ours = edits.isEmpty ? ours : try ours.applying(edits)
            guard let merged = ours.outline.find(.recipients) else { return nil }
            let array = Array(ours.text[ours.outline.nodes[merged].extent])
            let splice = JSONSplice(theirs.outline.nodes[list].extent, array)
            return (ours, try MergeVersion(EJSONFormat.applying([splice], to: theirs.text.span)))
        } catch {
            return nil
        }
    }

    /// The edits of our list that theirs has made; `nil` when both have changed a name to different entries.
    private static func edits(
        _ old: [(name: String, literal: [UInt8])],
        _ ours: [(name: String, literal: [UInt8])],
        _ theirs: [(name: String, literal: [UInt8])]
    ) -> [JSONEdit]? {
        func byName(_ entries: [(name: String, literal: [UInt8])]) -> [String: [UInt8]] {
            Dictionary(entries.map { ($0.name, $0.literal) }) { $1 }
        }
        func path(_ component: String) -> ValuePath { ValuePath(components: [RecipientScan.key, component]) }
        let (inOld, inOurs, inTheirs) = (byName(old), byName(ours), byName(theirs))
        var edits: [JSONEdit] = []
        for (index, (name, our)) in ours.enumerated() {
            let (was, their) = (inOld[name], inTheirs[name])
            if their == our || their == was { continue }
            // Both have added the same host, so either box will do.
            if let their, was == nil, isForSameKey(our, their) { continue }
            guard our == was else { return nil }
            edits.append(their.map { .set(path(String(index)), to: $0) } ?? .remove(path(String(index))))
        }
        for (name, their) in theirs where inOurs[name] == nil && inOld[name] != their {
            // Ours has removed what theirs has changed.
            guard inOld[name] == nil else { return nil }
            edits.append(.set(path("-"), to: their))
        }
        return edits
    }

    private static func isForSameKey(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        func key(_ literal: [UInt8]) -> ArraySlice<UInt8>? {
            literal.lastIndex(of: UInt8(ascii: " ")).map { literal[..<$0] }
        }
        return key(left) != nil && key(left) == key(right)
    }

    private func applying(_ edits: [JSONEdit]) throws -> MergeVersion {
        try MergeVersion(EJSONFormat.applying(outline.splices(for: edits, in: text.span), to: text.span))
    }
}

extension MergeVersion {
    /// The public key, as it is written.
    package var publicKey: ArraySlice<UInt8>? {
        guard let node = outline.find(.publicKey), outline.nodes[node].value.kind == .string else { return nil }
        return text[outline.nodes[node].value.range]
    }
}

extension ValuePath {
    static let publicKey = ValuePath(components: ["_public_key"])
    fileprivate static let recipients = ValuePath(components: [RecipientScan.key])
}
