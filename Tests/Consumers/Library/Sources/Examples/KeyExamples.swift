// The examples in the documentation comments of keys, and of where they are found, one function for each.

import EJSON

private func keyRing() throws -> Secrets {
    let ring = KeyRing(KeyDirectory("/etc/shop/keys"), identities: ["/etc/shop/host_ed25519_key"])
    let secrets = try Secrets(contentsOf: "secrets.ejson", keys: .keyRing(ring))
    return secrets
}

private func keySource() throws -> Secrets {
    let secrets = try Secrets(contentsOf: "secrets.ejson", keys: .agent("/run/ejson/shop.sock"))
    return secrets
}

private func permissionProblem() throws {
    let report = try KeyDirectory.standard.report()
    for key in report.keys where key.permissions?.problems.contains(.readableByEveryone) == true {
        print("chmod 0400 \(key.file)")
    }
}

private func permissions() throws -> Bool {
    let report = try KeyDirectory.standard.report()
    let isPrivate = report.permissions.verdict(.strict) == .passes
    return isPrivate
}

private func keyDirectory(_ document: Document) throws -> PrivateKey {
    let directory = KeyDirectory("/etc/shop/keys", policy: .strict)
    let privateKey = try directory.privateKey(for: document.recipient)
    return privateKey
}

private func report() throws {
    for key in try KeyDirectory.standard.report().keys where !key.isUsable {
        print("\(key.file): \(key.error?.description ?? "its owner or mode is refused")")
    }
}

private func keyPair() throws {
    let keyPair = try KeyPair.generate()
    let file = try KeyDirectory.standard.store(keyPair)
    print("\(keyPair.publicKey): the private key is in \(file)")
}

private func privateKey(_ digits: Span<UInt8>, _ document: Document) throws -> Secrets {
    let privateKey = try PrivateKey(hexadecimal: digits)
    let secrets = try Secrets(document, privateKey: privateKey)
    return secrets
}

private func publicKey() throws {
    let key = try PublicKey(hexadecimal: "b72238d9ff93b0037ec984e5e7f85b715b77223d35cb9b093cefc5dc58c80567")
    print("the private key belongs in \(KeyDirectory.standard.file(for: key))")
}
