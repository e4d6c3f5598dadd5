import Corpus

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Writes the documents that whole commands are measured on: `documents DIRECTORY`. A file a state of each
/// shape; `keys` holds the private key.
@main
struct Documents {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: documents DIRECTORY")
            exit(64)
        }
        let directory = CommandLine.arguments[1]
        for shape in DocumentShape.all {
            let corpus = Corpus(shape)
            let path = "\(directory)/\(shape.name)"
            try write(corpus.plain(), to: "\(path).plain")
            try write(corpus.sealed(), to: "\(path).sealed")
            if shape.hasOthers { try write(corpus.sealedButOne(), to: "\(path).one-new") }
            if shape.hasOwnKeys { try write(corpus.sealedOneByOne(), to: "\(path).own-keys") }
        }
        unsafe mkdir("\(directory)/keys", 0o700)
        try write(Array("\(TestKey.privateDigits)\n".utf8), to: "\(directory)/keys/\(TestKey.publicDigits)")
    }
}

private func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = unsafe fopen(path, "w") else { throw Failure(path: path) }
    let written = unsafe fwrite(bytes, 1, bytes.count, file)
    guard unsafe fclose(file) == 0, written == bytes.count else { throw Failure(path: path) }
}

private struct Failure: Error {
    let path: String
}
