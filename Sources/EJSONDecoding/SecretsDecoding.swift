public import EJSON
import EJSONFormat

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Secrets {
    /// Decodes the value at `path`, or the whole document without a path, from its JSON.
    ///
    /// The decoder reads guarded memory: no copy is made of the JSON. What it decodes is ordinary memory that nobody
    /// wipes: every `String`, `Data` or array in the result, what `T`'s own initializer makes, the decoder's scratch
    /// strings, and, if `T` keeps a decoder, the decoder's copy of the JSON. Where that matters, take the value by
    /// `value(at:)` instead. A result can be printed like any other value, unless its type sees to it.
    ///
    /// - Parameters:
    ///   - type: The type to decode.
    ///   - path: Where the value is; of any kind.
    ///   - decoder: A decoder with strategies of your own.
    /// - Throws: `valueNotFound` when there is no value at `path` or of a key that `T` needs; `undeliverableValue` when
    ///   a value is not what `T` takes, and when two members have the same key. With the file and the key path of that value. The errors of decoders are not
    ///   passed on, for their descriptions quote values.
    public func decode<T: Decodable>(
        _ type: T.Type = T.self,
        at path: String? = nil,
        with decoder: JSONDecoder = JSONDecoder()
    ) throws(EJSONError) -> T {
        let range = try rangeOfJSON(at: path)
        do {
            return try withJSON { (text) throws in
                try unsafe text.extracting(range).withUnsafeBufferPointer { bytes in
                    guard let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress) else {
                        return try decoder.decode(type, from: Data())
                    }
                    // Nothing writes to it, and it does not outlive the call but as a copy.
                    let json = unsafe Data(bytesNoCopy: start, count: bytes.count, deallocator: .none)
                    return try decoder.decode(type, from: json)
                }
            }
        } catch {
            throw failure(error, below: path.flatMap { ValuePath($0) } ?? .root)
        }
    }

    /// What may be told of a decoder's error.
    private func failure(_ error: any Error, below base: ValuePath) -> EJSONError {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context):
            failure(.valueNotFound, .missing, at: base.appending(context.codingPath + [key]))
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            failure(.undeliverableValue, .mistyped(String(describing: type)), at: base.appending(context.codingPath))
        case .dataCorrupted(let context):
            failure(.undeliverableValue, .notDecodable, at: base.appending(context.codingPath))
        default:
            failure(.undeliverableValue, .notDecodable, at: base)
        }
    }
}

extension ValuePath {
    fileprivate func appending(_ keys: [any CodingKey]) -> ValuePath {
        ValuePath(components: components + keys.map { $0.intValue.map(String.init) ?? $0.stringValue })
    }
}
