import CSodium
import EJSON
import Foundation

package func base64Decoded(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map(Array.init) }

package func base64Encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

/// Seals bytes to the test key with libsodium alone, as another writer would.
package func sealBytes(_ bytes: [UInt8]) throws -> String {
    let recipient = Array(try PublicKey(hexadecimal: TestData.publicKey).withBytes { Array($0) })
    var publicKey = [UInt8](repeating: 0, count: 32)
    var privateKey = [UInt8](repeating: 0, count: 32)
    let nonce = [UInt8](repeating: 7, count: 24)
    var box = [UInt8](repeating: 0, count: bytes.count + 16)
    guard unsafe crypto_box_keypair(&publicKey, &privateKey) == 0,
        unsafe crypto_box_easy(&box, bytes, UInt64(bytes.count), nonce, recipient, privateKey) == 0
    else { throw EJSONError(.cryptographyUnavailable) }
    return "EJ[1:\(base64Encoded(publicKey)):\(base64Encoded(nonce)):\(base64Encoded(box))]"
}
