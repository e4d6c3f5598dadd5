extension UnopenedValues {
    /// - Parameter publicKey: one that a value was sealed to.
    package init(count: Int, outOf: Int, sealedTo publicKey: PublicKey?) {
        self.init(count: count, outOf: outOf, sealedTo: publicKey?.description)
    }
}
