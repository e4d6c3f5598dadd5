extension UnopenedValues {
    /// - Parameter publicKey: The public key that a value was sealed to.
    package init(count: Int, outOf: Int, sealedTo publicKey: PublicKey?) {
        self.init(count: count, outOf: outOf, sealedTo: publicKey?.description)
    }
}
