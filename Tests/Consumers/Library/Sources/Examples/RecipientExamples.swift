// The examples in the documentation comments of recipients, one function for each.

import EJSON

private func identity(_ hostKey: Span<UInt8>, _ document: Document) throws -> Secrets? {
    let identity = try Identity(hostKey)
    let recipients = try document.recipients()
    guard let privateKey = try identity.privateKey(of: document.recipient, in: recipients) else { return nil }
    let secrets = try Secrets(document, privateKey: privateKey)
    return secrets
}

private func recipient(_ name: RecipientName, _ privateKey: borrowing PrivateKey) throws {
    let key = try RecipientKey(parsing: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ… root@web1")
    let recipient = try Recipient(name, key, sealing: privateKey)
    print("  \"\(recipient.entry)\",")
}

private func recipientKey(_ document: Document) throws {
    for recipient in try document.recipients().entries {
        switch recipient.key {
        case .publicKey(let key): print("\(recipient.name): the key file or document of \(key)")
        case .ssh(let key): print("\(recipient.name): the ssh key \(key.fingerprint)")
        }
    }
}

private func recipientList(_ document: Document, _ privateKey: borrowing PrivateKey) throws -> [RecipientName] {
    let recipients = try document.recipients()
    try recipients.verify(with: privateKey)
    let names = recipients.entries.map(\.name)
    return names
}

private func recipientName(_ document: Document) throws -> Recipient? {
    guard let name = RecipientName("deploy@laptop") else { return nil }
    let recipient = try document.recipients()[name]
    return recipient
}

private func sshPublicKey(_ text: String) throws {
    if case .ssh(let key) = try RecipientKey(parsing: text) {
        print(key.fingerprint)
    }
}
