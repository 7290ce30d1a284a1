import GoText
import GoTemplate

/// The order in which Go's YAML writers put the keys of a map: letters after everything else, numbers by value.
struct YAMLKeyOrder {
    /// go.yaml.in/yaml v3 puts a letter that follows a digit before what is no letter; v2 always after.
    let keepsDigitsTogether: Bool

    /// The keys of a map in order.
    func sorted(_ map: GoMap) -> [GoString] {
        let keys = map.sortedKeys
        // Bytes and natural order agree as long as all keys are of lower-case letters.
        let isPlain = keys.allSatisfy { $0.bytes.allSatisfy { (0x61...0x7A).contains($0) } }
        return isPlain ? keys : keys.sorted { precedes($0.bytes, $1.bytes) }
    }

    // go-yaml v2 sorter.go keyList.Less, v3 the same with `digits`.
    func precedes(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        var index = 0
        var isAfterDigit = false
        // A common prefix ends at the same character in both, and may end within one: go back to its first byte.
        while index < a.count, index < b.count, a[index] == b[index] { index += 1 }
        while index > 0, index < a.count && a[index] & 0xC0 == 0x80 || index < b.count && b[index] & 0xC0 == 0x80 {
            index -= 1
        }
        guard index < a.count, index < b.count else { return a.count < b.count }
        if index > 0 { isAfterDigit = (0x30...0x39).contains(a[index - 1]) }
        let (first, second) = (Runes.decode(a, at: index).rune, Runes.decode(b, at: index).rune)
        let (isLetter, isOtherLetter) = (Runes.isLetter(first), Runes.isLetter(second))
        if isLetter && isOtherLetter { return first < second }
        if isLetter || isOtherLetter { return keepsDigitsTogether && isAfterDigit ? isLetter : isOtherLetter }
        let hasNumberBefore = (first == 0x30 || second == 0x30) && endsInNumber(a[..<index])
        let (number, end) = number(a, index, from: hasNumberBefore ? 1 : 0)
        let (other, otherEnd) = self.number(b, index, from: hasNumberBefore ? 1 : 0)
        if number != other { return number < other }
        if end != otherEnd { return end < otherEnd }
        return first < second
    }

    /// Whether digits that are not all zero come right before: then a zero here is part of a number.
    private func endsInNumber(_ prefix: ArraySlice<UInt8>) -> Bool {
        for byte in prefix.reversed() {
            guard (0x30...0x39).contains(byte) else { return false }
            if byte != 0x30 { return true }
        }
        return false
    }

    /// The digits from an index on as a number that wraps as Go's int64 does, and where they end.
    private func number(_ bytes: [UInt8], _ start: Int, from value: Int64) -> (Int64, Int) {
        var (value, end) = (value, start)
        while end < bytes.count, (0x30...0x39).contains(bytes[end]) {
            value = value &* 10 &+ Int64(bytes[end] - 0x30)
            end += 1
        }
        return (value, end)
    }
}
