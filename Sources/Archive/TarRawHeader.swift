/// The fields of one header block, checked and decoded, before extensions change them.
struct TarRawHeader {
    let name: [UInt8]
    let linkTarget: [UInt8]
    let mode: UInt32
    let modifiedSeconds: Int64
    let kindByte: UInt8
    let byteCount: Int64
    /// Whether the size came as base-256, or as the largest or smallest octal number: then a PAX size may differ from it.
    let mayHaveOtherSize: Bool

    init(_ block: [UInt8], archive: String) throws(ArchiveError) {
        func malformed(_ reason: String) -> ArchiveError {
            .malformed(archive: archive, reason: "tar header: \(reason)")
        }
        func number(_ field: Range<Int>, _ what: String) throws(ArchiveError) -> Int64 {
            guard let number = decodeNumber(block[field]) else { throw malformed("\(what) is not a number") }
            return number
        }
        guard let sum = decodeOctal(block[HeaderField.checksum]), sum == unsignedSum(block) || sum == signedSum(block)
        else { throw malformed("wrong checksum") }

        let magic = block[HeaderField.magic.lowerBound..<HeaderField.version.upperBound]
        let isUSTAR = magic.elementsEqual(Array("ustar".utf8) + [0] + Array("00".utf8))
        let isGNU = magic.elementsEqual(Array("ustar  ".utf8) + [0])
        guard isUSTAR || isGNU || magic.allSatisfy({ $0 == 0 }) else { throw malformed("unknown magic") }

        // POSIX.1-1988: the prefix and a slash come before the name; GNU keeps other things in that field.
        let prefix = isUSTAR ? untilZero(block[HeaderField.prefix]) : []
        let suffix = untilZero(block[HeaderField.name])
        name = prefix.isEmpty ? suffix : prefix + [UInt8(ascii: "/")] + suffix
        linkTarget = untilZero(block[HeaderField.linkName])
        kindByte = block[HeaderField.kind]
        byteCount = try number(HeaderField.size, "the size")
        mayHaveOtherSize =
            block[HeaderField.size.lowerBound] & 0x80 != 0 || byteCount == 0 || byteCount == maximumOctalByteCount
        mode = UInt32(truncatingIfNeeded: try number(HeaderField.mode, "the mode") & 0o7777)
        modifiedSeconds = try number(HeaderField.modificationTime, "the time")
        _ = try number(HeaderField.owner, "the owner")
        _ = try number(HeaderField.group, "the group")
    }
}

private func unsignedSum(_ block: [UInt8]) -> Int64 { block.withUnsafeBytes { headerChecksum($0) } }

/// Old tars summed signed bytes.
private func signedSum(_ block: [UInt8]) -> Int64 {
    unsignedSum(block)
        - block.enumerated().reduce(0) { total, byte in
            HeaderField.checksum.contains(byte.offset) || byte.element < 0x80 ? total : total + 256
        }
}

private func untilZero(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

/// Octal digits with spaces before and spaces or zero bytes after them; nothing at all is 0.
private func decodeOctal(_ field: ArraySlice<UInt8>) -> Int64? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard field[digits.endIndex...].allSatisfy({ $0 == 0x20 || $0 == 0 }) else { return nil }
    var number: Int64 = 0
    for digit in digits {
        guard (0x30...0x37).contains(digit) else { return nil }
        number = number << 3 | Int64(digit - 0x30)
    }
    return number
}

/// Octal, or GNU's base-256: the top bit set, a big-endian number in the others. Negative numbers are refused.
private func decodeNumber(_ field: ArraySlice<UInt8>) -> Int64? {
    guard let first = field.first, first & 0x80 != 0 else { return decodeOctal(field) }
    guard first & 0x40 == 0 else { return nil }
    var number: Int64 = Int64(first & 0x3f)
    for byte in field.dropFirst() {
        guard number < 1 << 54 else { return nil }
        number = number << 8 | Int64(byte)
    }
    return number
}
