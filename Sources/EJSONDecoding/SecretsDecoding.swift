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
    /// The decoder reads guarded memory, without a copy of the JSON. The result is in ordinary memory that is never
    /// wiped: every `String`, `Data` or array in it, what `T`'s own initializer makes, the decoder's temporary strings,
    /// and, if `T` keeps a decoder, the decoder's copy of the JSON. Where that matters, use `value(at:)`. The result
    /// can be printed like any other value, unless its type prevents it.
    ///
    /// - Parameters:
    ///   - type: The type to decode.
    ///   - path: The path of a value of any kind.
    ///   - decoder: A decoder with your own strategies.
    /// - Throws: `valueNotFound` when there is no value at `path` or for a key that `T` needs; `undeliverableValue`
    ///   when a value has the wrong type, and when two members have the same key. With the file and the path of that
    ///   value. Errors of the decoder are not passed on, because their descriptions quote values.
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
                    // Nothing writes to it, and only copies of it outlive the call.
                    let json = unsafe Data(bytesNoCopy: start, count: bytes.count, deallocator: .none)
                    return try decoder.decode(type, from: json)
                }
            }
        } catch {
            throw failure(error, below: path.flatMap { ValuePath($0) } ?? .root)
        }
    }

    /// The parts of a decoder's error that hold no secret.
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
