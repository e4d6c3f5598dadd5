import EJSON

/// What a new document holds: a public key, and where environment variables go.
func documentTemplate(_ publicKey: PublicKey) -> String {
    """
    {
      "_public_key": "\(publicKey)",
      "environment": {
      }
    }

    """
}
