#if !Agent

    import CPlatform
    import SystemPackage

    /// What is built without the trait `Agent`, which brings swift-nio: a program that says how to build the daemon.
    @main
    struct WithoutTrait {
        static func main() {
            let words =
                "ejson-agent: built without the trait Agent; use: swift build --traits Agent --product ejson-agent\n"
            // There is nobody to tell when this cannot be written.
            _ = try? FileDescriptor.standardError.writeAll(words.utf8)
            exit(69)
        }
    }

#endif
