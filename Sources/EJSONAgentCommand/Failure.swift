#if Agent

    /// A failure in words, for the administrator.
    struct Failure: Error, CustomStringConvertible {
        let description: String

        init(_ words: String) {
            description = words
        }
    }

#endif
