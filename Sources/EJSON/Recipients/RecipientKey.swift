/// The key of a recipient: an X25519 public key, or an Ed25519 key of ssh.
///
/// ```swift
/// for recipient in try document.recipients().entries {
///     switch recipient.key {
///     case .publicKey(let key): print("\(recipient.name): the key file or document of \(key)")
///     case .ssh(let key): print("\(recipient.name): the ssh key \(key.fingerprint)")
///     }
/// }
/// ```
public enum RecipientKey: Hashable, Sendable, CustomStringConvertible {
    /// The public key of a key file or of a document.
    case publicKey(PublicKey)
    /// The key of a host (`/etc/ssh/ssh_host_ed25519_key.pub`) or a user (`~/.ssh/id_ed25519.pub`).
    case ssh(SSHPublicKey)

    /// The X25519 public key that boxes are sealed to.
    public var publicKey: PublicKey {
        switch self {
        case .publicKey(let key): key
        case .ssh(let key): key.publicKey
        }
    }

    /// The key as it is in an entry: 64 hex digits in lower case, or `ssh-ed25519` and its base64.
    public var description: String {
        switch self {
        case .publicKey(let key): key.description
        case .ssh(let key): key.description
        }
    }
}
