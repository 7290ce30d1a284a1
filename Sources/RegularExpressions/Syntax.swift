/// A parsed pattern.
indirect enum Syntax: Sendable {
    case empty
    case literal([UInt32], foldsCase: Bool)
    case characters(CharacterClass)
    case anyCharacter
    case anyButNewline
    case assertion(Assertion)
    case capture(Int, Syntax)
    /// - maximum: nil for no end.
    case repeated(Syntax, minimum: Int, maximum: Int?, isLazy: Bool)
    case sequence([Syntax])
    case alternatives([Syntax])
}

/// What must hold at a place between characters; a set, so that a place is judged once for all.
struct Assertion: OptionSet, Sendable, Hashable {
    let rawValue: UInt8
    static let lineStart = Assertion(rawValue: 1)
    static let lineEnd = Assertion(rawValue: 2)
    static let textStart = Assertion(rawValue: 4)
    static let textEnd = Assertion(rawValue: 8)
    static let wordBoundary = Assertion(rawValue: 16)
    static let noWordBoundary = Assertion(rawValue: 32)

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// All that holds before the byte at an offset of UTF-8 text. Words are ASCII, so single bytes tell.
    @inline(__always)
    init(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        var held: Assertion = []
        var isWordBefore = false
        var isWordAfter = false
        if offset == 0 {
            held = [.textStart, .lineStart]
        } else {
            let before = bytes[offset - 1]
            if before == UInt8(ascii: "\n") { held.insert(.lineStart) }
            isWordBefore = Self.isWord(before)
        }
        if offset == bytes.count {
            held.insert(.textEnd)
            held.insert(.lineEnd)
        } else {
            let after = bytes[offset]
            if after == UInt8(ascii: "\n") { held.insert(.lineEnd) }
            isWordAfter = Self.isWord(after)
        }
        held.insert(isWordBefore == isWordAfter ? .noWordBoundary : .wordBoundary)
        self = held
    }

    @inline(__always)
    private static func isWord(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return letter >= 0x61 && letter <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
    }
}
