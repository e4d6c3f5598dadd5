import EJSON

/// The text of a new document: a public key and an empty object for environment variables.
func documentTemplate(_ publicKey: PublicKey) -> String {
    """
    {
      "_public_key": "\(publicKey)",
      "environment": {
      }
    }

    """
}
