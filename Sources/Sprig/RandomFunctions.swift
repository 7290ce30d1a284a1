import GoTemplate

extension Sprig {
    /// What is different each time: Masterminds/sprig v3.3 strings.go, crypto.go and numeric.go.
    static let random: FunctionTable = [
        "randAlphaNum": text(of: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)),
        "randAlpha": text(of: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)),
        "randNumeric": text(of: Array("0123456789".utf8)),
        "randAscii": text(of: Array(32...126)),
        "randBytes": GoFunction([.int]) { arguments in
            if case .int(..<0) = arguments[0] { throw GoError("runtime error: makeslice: len out of range") }
            return .string(GoString(Base64.encode(bytes(try count(arguments[0])))))
        },
        "uuidv4": GoFunction([]) { _ in .string(uuid()) },
        "randInt": GoFunction([.int, .int]) { arguments in
            guard case .int(let low) = arguments[0], case .int(let high) = arguments[1], high > low else {
                throw GoError("invalid argument to Intn")
            }
            return .int(Int.random(in: low..<high))
        },
    ]

    /// A function that makes a text of so many of these characters; goutils makes none for a negative count.
    private static func text(of alphabet: [UInt8]) -> GoFunction {
        GoFunction([.int]) { arguments in
            let count = try count(arguments[0])
            var generator = SystemRandomNumberGenerator()
            var text: [UInt8] = []
            text.reserveCapacity(count)
            for _ in 0..<count { text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]) }
            return .string(GoString(text))
        }
    }

    /// A value over this many bytes ends the rendering, not the memory.
    static let maximumByteCount = 256 << 20

    private static func count(_ value: GoValue) throws -> Int {
        guard case .int(let count) = value, count > 0 else { return 0 }
        guard count <= maximumByteCount else { throw GoError("a value over 256 MiB is not made") }
        return count
    }

    /// Bytes from the kernel.
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// RFC 9562 §5.4
    private static func uuid() -> GoString {
        var bytes = bytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = hex(bytes).bytes
        let groups = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
        return GoString(Array(groups.joined(separator: [UInt8(ascii: "-")])))
    }
}
