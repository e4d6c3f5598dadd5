import CBareBoxes
import EJSON

/// The boxes of a document, decoded, and libsodium's calls on them with nothing around: what a program that uses
/// libsodium cannot undercut on one thread.
struct BareBoxes {
    private let sealed: [UInt8]
    private let starts: [Int]
    private let keyIndices: [Int]
    private let ephemeralKeys: [UInt8]
    private var sharedKeys: [UInt8]
    private var nonces: [UInt8]
    private var bytes: [UInt8]

    /// From boxed messages, `EJ[1:…:…:…]`.
    init(_ messages: [[UInt8]]) {
        var sealed: [UInt8] = []
        var starts = [0]
        var keyIndices: [Int] = []
        var indices: [[UInt8]: Int] = [:]
        var ephemeralKeys: [UInt8] = []
        var nonces: [UInt8] = []
        for message in messages {
            let parts = message.dropLast().split(separator: UInt8(ascii: ":")).map(Array.init)
            let key = decodeBase64(parts[1])
            let index = indices[key] ?? indices.count
            if index == indices.count {
                indices[key] = index
                ephemeralKeys += key
            }
            keyIndices.append(index)
            nonces += decodeBase64(parts[2])
            sealed += decodeBase64(parts[3])
            starts.append(sealed.count)
        }
        self.sealed = sealed
        self.starts = starts
        self.keyIndices = keyIndices
        self.ephemeralKeys = ephemeralKeys
        self.nonces = nonces
        sharedKeys = ephemeralKeys
        bytes = sealed
    }

    /// Puts back the boxes that were opened where they lie.
    mutating func restore() {
        unsafe bytes.withUnsafeMutableBytes { unsafe $0.copyBytes(from: sealed) }
    }

    /// A shared key for each ephemeral key, then every box.
    mutating func open(with privateKey: borrowing PrivateKey) {
        let status = privateKey.withBytes { privateKey in
            unsafe privateKey.withUnsafeBufferPointer { privateKey in
                unsafe bare_boxes_open(
                    &bytes, starts, keyIndices.count, nonces, keyIndices, &sharedKeys,
                    ephemeralKeys, ephemeralKeys.count / PublicKey.byteCount, privateKey.baseAddress)
            }
        }
        precondition(status == 0)
    }

    /// An ephemeral key pair, its shared key, the nonces, then every box.
    mutating func seal(to recipient: PublicKey) {
        let status = recipient.withBytes { recipient in
            unsafe recipient.withUnsafeBufferPointer { recipient in
                unsafe bare_boxes_seal(
                    &bytes, starts, keyIndices.count, &nonces, recipient.baseAddress)
            }
        }
        precondition(status == 0)
    }
}

private func decodeBase64(_ text: [UInt8]) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
        let status = unsafe bare_boxes_decode(buffer.baseAddress, buffer.count, &count, text, text.count)
        precondition(status == 0)
    }
}
