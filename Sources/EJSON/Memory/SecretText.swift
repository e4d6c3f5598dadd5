import EJSONFormat

// Changes to a value between reading and sealing.

extension SecretBytes {
    /// Whether there are no bytes.
    package var isEmpty: Bool { count == 0 }

    /// Removes one line break at the end: a line feed, or a carriage return and a line feed.
    package mutating func dropLineBreak() {
        withRoom { room, count in
            guard count > 0, room[count - 1] == 0x0A else { return }
            count -= 1
            if count > 0, room[count - 1] == 0x0D { count -= 1 }
        }
    }

    /// The base64 of the bytes: standard alphabet, padded, without line breaks.
    package borrowing func base64Encoded() throws(EJSONError) -> SecretBytes {
        let encodedCount = Base64.encodedCount(count)
        var encoded = try SecretBytes(capacity: max(encodedCount, 1))
        withBytes { bytes in
            encoded.withRoom { room, count in
                let start = encodedCount - bytes.count
                copyBytes(bytes, to: &room, at: start)
                Base64.encode(&room, from: start, count: bytes.count, to: 0)
                count = encodedCount
            }
        }
        return encoded
    }
}

extension SecretBytes {
    /// Removes the last character, if there is one, as the backspace key does.
    package mutating func dropLastCharacter() {
        withRoom { room, count in
            while count > 0 {
                count -= 1
                if room[count] & 0xC0 != 0x80 { return }
            }
        }
    }
}
