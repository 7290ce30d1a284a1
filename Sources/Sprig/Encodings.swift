import Crypto
import GoTemplate

extension Sprig {
    /// Base 64 and 32, and digests in hexadecimal: Masterminds/sprig v3.3 strings.go and crypto.go.
    static let encodings: FunctionTable = [
        "b64enc": GoFunction([.string]) { .string(GoString(Base64.encode(bytes($0[0])))) },
        // What cannot be decoded is told in place of the result.
        "b64dec": GoFunction([.string]) { orError($0[0]) { try Base64.decode($0) } },
        "b32enc": GoFunction([.string]) { .string(GoString(Base32.encode(bytes($0[0])))) },
        "b32dec": GoFunction([.string]) { orError($0[0]) { try Base32.decode($0) } },
        "sha1sum": GoFunction([.string]) { .string(hex(Insecure.SHA1.hash(data: bytes($0[0])))) },
        "sha256sum": GoFunction([.string]) { .string(hex(SHA256.hash(data: bytes($0[0])))) },
        "sha512sum": GoFunction([.string]) { .string(hex(SHA512.hash(data: bytes($0[0])))) },
        "adler32sum": GoFunction([.string]) { .string(GoString(String(adler32(bytes($0[0]))))) },
    ]

    private static func bytes(_ value: GoValue) -> [UInt8] { value.string?.bytes ?? [] }

    private static func orError(_ value: GoValue, _ decode: ([UInt8]) throws -> [UInt8]) -> GoValue {
        do {
            return .string(GoString(try decode(bytes(value))))
        } catch {
            return .string((error as? GoError)?.text ?? GoString())
        }
    }

    /// Lower-case hexadecimal.
    static func hex(_ bytes: some Sequence<UInt8>) -> GoString {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return GoString(text)
    }

    /// RFC 1950 §8.2
    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high) = (UInt32(1), UInt32(0))
        for byte in bytes {
            low = (low + UInt32(byte)) % 65521
            high = (high + low) % 65521
        }
        return high << 16 | low
    }
}

/// RFC 4648 base 32 with padding: Go's base32.StdEncoding.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The text of some bytes.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var (group, bitCount) = (UInt32(0), 0)
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                text.append(alphabet[Int(group >> UInt32(bitCount) & 31)])
            }
        }
        if bitCount > 0 { text.append(alphabet[Int(group << UInt32(5 - bitCount) & 31)]) }
        return text + [UInt8](repeating: UInt8(ascii: "="), count: (8 - text.count % 8) % 8)
    }

    /// The bytes of a text; line ends in it are passed over.
    ///
    /// - throws: `GoError`, `illegal base32 data at input byte N`.
    static func decode(_ text: [UInt8]) throws -> [UInt8] {
        let text = text.filter { $0 != 0x0A && $0 != 0x0D }
        var bytes: [UInt8] = []
        var (group, bitCount) = (UInt32(0), 0)
        for (index, byte) in text.enumerated() {
            if byte == UInt8(ascii: "=") {
                try checkPadding(text, from: index)
                return bytes
            }
            guard let value = alphabet.firstIndex(of: byte) else { throw illegal(index) }
            group = group << 5 | UInt32(value)
            bitCount += 5
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(group >> UInt32(bitCount) & 255))
            }
        }
        guard text.count % 8 == 0 else { throw illegal(text.count / 8 * 8) }
        return bytes
    }

    private static func illegal(_ index: Int) -> GoError { GoError("illegal base32 data at input byte \(index)") }

    /// encoding/base32 decode: after 2, 4, 5 or 7 characters the rest of a group of eight is padding.
    /// Quirk: what follows a complete padding within the next eight characters is passed over.
    private static func checkPadding(_ text: [UInt8], from start: Int) throws {
        let (known, left) = (start % 8, text.count - start - 1)
        guard known >= 2, left < 8 else { throw illegal(start) }
        guard left + known >= 7 else { throw illegal(text.count) }
        for index in 0..<(7 - known) where index < left && text[start + 1 + index] != UInt8(ascii: "=") {
            throw illegal(start + index)
        }
        if known == 3 || known == 6 { throw illegal(start) }
    }
}
