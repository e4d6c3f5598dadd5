public import SystemPackage

extension Secrets {
    /// Several secrets as one, the lowest layer first. Of several values at the same path the last one is used.
    ///
    /// ```swift
    /// let base = try Secrets(contentsOf: "base.ejson")
    /// let production = try Secrets(contentsOf: "production.ejson")
    /// let secrets = try Secrets(layered: [base, production])
    /// ```
    ///
    /// Objects merge member by member, at any depth, so a layer has only the values that differ. Every other value
    /// replaces the one below it; an array is replaced as a whole. `_public_key` is a value like any other, because
    /// each document was decrypted with its own key.
    ///
    /// The merged text is another copy in guarded memory. The copy of a layer is wiped when the last copy of that
    /// `Secrets` goes.
    ///
    /// - Throws: `undeliverableValue` when an object or array is at a path where another layer has another kind of
    ///   value, and when an object in several layers has two members with the same key; with the file and the path.
    ///   `valueNotFound` without layers; `outOfMemory`.
    public init(layered layers: [Secrets]) throws(EJSONError) {
        guard !layers.isEmpty else { throw EJSONError(.valueNotFound, .delivery(.noDocument)) }
        var merge = LayerMerge()
        for layer in layers {
            let copy = try layer.withJSON { (text) throws(EJSONError) in try SecretBytes(copying: text) }
            try merge.add(copy, from: layer.file)
        }
        try self.init(merge.merged(), recipients: layers.flatMap(\.recipients), files: layers.map(\.file))
    }

    /// The secrets in several files as one, each decrypted with its own key. Later files win.
    ///
    /// ```swift
    /// let secrets = try Secrets(contentsOf: ["base.ejson", "production.ejson"])
    /// ```
    ///
    /// A missing file is an error.
    ///
    /// - Throws: what `init(contentsOf:keys:onWarning:)` of one file throws, and `init(layered:)`.
    public init(
        contentsOf paths: [FilePath],
        keys: KeySource = .environment,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) {
        var layers: [Secrets] = []
        for path in paths { layers.append(try Secrets(contentsOf: path, keys: keys, onWarning: onWarning)) }
        try self.init(layered: layers)
    }

    /// The same for paths in strings, so that programs do not need to import `SystemPackage` for `FilePath`.
    ///
    /// - Throws: the same.
    public init(
        contentsOf paths: [String],
        keys: KeySource = .environment,
        onWarning: (EJSONError) -> Void = { _ in }
    ) throws(EJSONError) {
        try self.init(contentsOf: paths.map { FilePath($0) }, keys: keys, onWarning: onWarning)
    }
}
