import Documents

/// A value that no one would think of, doubles with a fraction and finite, text of awkward characters.
func randomValue(depth: Int, using generator: inout some RandomNumberGenerator) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
    case 0: return nil
    case 1: return .bool(.random(using: &generator))
    case 2:
        return .integer(
            Int64(truncatingIfNeeded: generator.next() as UInt64) >> Int64.random(in: 0..<64, using: &generator))
    case 3:
        return .double(
            Double.random(in: -1...1, using: &generator)
                * [1e-300, 1e-7, 1, 1e5][Int.random(in: 0..<4, using: &generator)])
    case 4, 5: return .string(randomText(using: &generator))
    case 6, 7:
        return .array(
            (0..<Int.random(in: 0..<4, using: &generator)).map { _ in randomValue(depth: depth - 1, using: &generator) }
        )
    default:
        var object = Value.Object()
        for _ in 0..<Int.random(in: 0..<4, using: &generator) {
            object[randomText(using: &generator)] = randomValue(depth: depth - 1, using: &generator)
        }
        return .object(object)
    }
}

func randomText(using generator: inout some RandomNumberGenerator) -> String {
    let pieces: [String] = [
        "a", "b", " ", "  ", "\n", "\n\n", "\r", "\r\n", "\t", ":", ": ", "#", " #", "-", "- ", "?", "? ", "'", "\"",
        "\\", "{", "}", "[", "]", ",",
        "&", "*", "!", "|", ">", "%", "@", "`", "~", "null", "true", "yes", "1", "0x1", "1.5", ".inf", "é", "😀",
        "\u{85}", "\u{2028}", "\u{FEFF}", "\u{7F}",
        "\u{1}", "\u{0}", "\u{A0}", "<<", "=", "---", "...", "\u{FFFE}", "2001-01-01", "12:30", "y", "\u{10FFFF}",
        "\u{9F}",
    ]
    return (0..<Int.random(in: 0..<6, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
        .joined()
}
