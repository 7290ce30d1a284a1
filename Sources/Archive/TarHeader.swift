/// The header blocks of an entry, the bytes that Go's `archive/tar` writes for the same fields with time 0 and owner 0:
/// USTAR when everything fits, else PAX with the records that do not.
public enum TarHeader {
    /// The header of an entry, with extended headers before it where USTAR is not enough. Throws `ArchiveError.unwritable`.
    public static func blocks(for entry: TarEntry) throws(ArchiveError) -> [UInt8] { try tarHeaderBlocks(for: entry) }
}

private func tarHeaderBlocks(for entry: TarEntry) throws(ArchiveError) -> [UInt8] {
    let name = Array(entry.name.utf8)
    let target = Array(entry.linkTarget.utf8)
    try checkWritable(entry, name, target)

    let split = splitForUSTAR(name)
    var records: [(key: String, value: [UInt8])] = []
    if target.count > HeaderField.linkName.count || !isASCII(target) { records.append(("linkpath", target)) }
    if name.count > HeaderField.name.count || !isASCII(name), split == nil { records.append(("path", name)) }
    if entry.byteCount > maximumOctalByteCount { records.append(("size", Array(String(entry.byteCount).utf8))) }

    guard !records.isEmpty else {
        return mainHeader(entry, name: split?.suffix ?? name, prefix: split?.prefix ?? [], target: target)
    }
    // POSIX.1-2001 "pax Extended Header": Go sorts the records by key and leaves the prefix field empty.
    // Quirk: a name that USTAR can split is written as a record too once any other record is needed.
    if split != nil { records.insert(("path", name), at: records.first?.key == "linkpath" ? 1 : 0) }
    var blocks = extendedHeader(records, for: name)
    blocks += mainHeader(entry, name: withoutNonASCII(name), prefix: [], target: withoutNonASCII(target))
    return blocks
}

/// Where the fields of a USTAR header stand (POSIX.1-1988 "ustar Interchange Format").
enum HeaderField {
    static let name = 0..<100
    static let mode = 100..<108
    static let owner = 108..<116
    static let group = 116..<124
    static let size = 124..<136
    static let modificationTime = 136..<148
    static let checksum = 148..<156
    static let kind = 156
    static let linkName = 157..<257
    static let magic = 257..<263
    static let version = 263..<265
    static let deviceMajor = 329..<337
    static let deviceMinor = 337..<345
    static let prefix = 345..<500
}

/// Eleven octal digits: 8 GiB less one byte.
let maximumOctalByteCount: Int64 = (1 << 33) - 1

/// Sum of a header's bytes with the checksum field taken as spaces.
func headerChecksum(_ header: UnsafeRawBufferPointer) -> Int64 {
    var sum: Int64 = 0
    for index in 0..<TarFormat.blockByteCount {
        sum += HeaderField.checksum.contains(index) ? 0x20 : Int64(header[index])
    }
    return sum
}

private func checkWritable(_ entry: TarEntry, _ name: [UInt8], _ target: [UInt8]) throws(ArchiveError) {
    let limit = TarFormat.maximumNameByteCount
    if name.isEmpty { throw .unwritable(name: entry.name, reason: "the name is empty") }
    if name.contains(0) || target.contains(0) { throw .unwritable(name: entry.name, reason: "a zero byte in the name") }
    if name.count > limit || target.count > limit {
        throw .unwritable(name: entry.name, reason: "the name is longer than \(limit) bytes")
    }
    if entry.kind == .special { throw .unwritable(name: entry.name, reason: "a device or a named pipe") }
    if entry.byteCount < 0 || (entry.kind != .file && entry.byteCount != 0) {
        throw .unwritable(name: entry.name, reason: "\(entry.byteCount) bytes of content")
    }
}

private func mainHeader(_ entry: TarEntry, name: [UInt8], prefix: [UInt8], target: [UInt8]) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: TarFormat.blockByteCount)
    put(name, into: HeaderField.name, of: &block)
    putOctal(Int64(entry.mode & 0o7777), into: HeaderField.mode, of: &block)
    putOctal(0, into: HeaderField.owner, of: &block)
    putOctal(0, into: HeaderField.group, of: &block)
    putOctal(entry.byteCount > maximumOctalByteCount ? 0 : entry.byteCount, into: HeaderField.size, of: &block)
    putOctal(0, into: HeaderField.modificationTime, of: &block)
    block[HeaderField.kind] = kindByte(entry.kind)
    put(target, into: HeaderField.linkName, of: &block)
    putOctal(0, into: HeaderField.deviceMajor, of: &block)
    putOctal(0, into: HeaderField.deviceMinor, of: &block)
    put(prefix, into: HeaderField.prefix, of: &block)
    seal(&block)
    return block
}

/// The `x` header, its records and their padding.
private func extendedHeader(_ records: [(key: String, value: [UInt8])], for name: [UInt8]) -> [UInt8] {
    let data = records.flatMap { paxRecord($0.key, $0.value) }
    // Go names the header `<directory>/PaxHeaders.0/<file>`, ASCII only, cut to the field.
    let slash = name.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    var title = withoutNonASCII(name[..<slash] + Array("PaxHeaders.0/".utf8) + name[slash...])
    title = Array(title.prefix(HeaderField.name.count))
    while title.last == UInt8(ascii: "/") { title.removeLast() }

    var block = [UInt8](repeating: 0, count: TarFormat.blockByteCount)
    put(title, into: HeaderField.name, of: &block)
    for field in [HeaderField.mode, HeaderField.owner, HeaderField.group, HeaderField.modificationTime] {
        putOctal(0, into: field, of: &block)
    }
    putOctal(Int64(data.count), into: HeaderField.size, of: &block)
    block[HeaderField.kind] = UInt8(ascii: "x")
    seal(&block)
    return block + data + [UInt8](repeating: 0, count: TarFormat.padding(after: Int64(data.count)))
}

/// `<length> <key>=<value>\n`, where the length counts itself.
private func paxRecord(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
    var length = rest.count + String(rest.count).utf8.count
    if rest.count + String(length).utf8.count > length { length += 1 }
    return Array(String(length).utf8) + rest
}

/// Cuts a long ASCII name at a slash so that both parts fit their USTAR fields, where Go cuts it.
private func splitForUSTAR(_ name: [UInt8]) -> (prefix: [UInt8], suffix: [UInt8])? {
    guard name.count > HeaderField.name.count, isASCII(name) else { return nil }
    var length = name.count
    if length > HeaderField.prefix.count + 1 {
        length = HeaderField.prefix.count + 1
    } else if name[length - 1] == UInt8(ascii: "/") {
        length -= 1
    }
    guard let slash = name[..<length].lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return nil }
    let suffix = name[(slash + 1)...]
    guard !suffix.isEmpty, suffix.count <= HeaderField.name.count else { return nil }
    return (Array(name[..<slash]), Array(suffix))
}

private func kindByte(_ kind: TarEntry.Kind) -> UInt8 {
    switch kind {
    case .file, .special: UInt8(ascii: "0")
    case .hardLink: UInt8(ascii: "1")
    case .symbolicLink: UInt8(ascii: "2")
    case .directory: UInt8(ascii: "5")
    }
}

private func isASCII(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 < 0x80 } }
private func withoutNonASCII(_ bytes: some Sequence<UInt8>) -> [UInt8] { bytes.filter { $0 < 0x80 } }

private func put(_ bytes: [UInt8], into field: Range<Int>, of block: inout [UInt8]) {
    let length = min(bytes.count, field.count)
    block.replaceSubrange(field.lowerBound..<(field.lowerBound + length), with: bytes[..<length])
    // Quirk: Go removes the slashes that a cut would leave at the end, for readers that would see a directory.
    guard bytes.count > field.count else { return }
    var index = field.upperBound - 1
    guard block[index] == UInt8(ascii: "/") else { return }
    while index > field.lowerBound, block[index - 1] == UInt8(ascii: "/") { index -= 1 }
    block[index] = 0
}

private func putOctal(_ number: Int64, into field: Range<Int>, of block: inout [UInt8]) {
    let digits = Array(String(number, radix: 8).utf8)
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, field.count - 1 - digits.count))
    put(zeros + digits, into: field, of: &block)
}

private func seal(_ block: inout [UInt8]) {
    put(Array("ustar".utf8), into: HeaderField.magic, of: &block)
    put(Array("00".utf8), into: HeaderField.version, of: &block)
    let sum = block.withUnsafeBytes { headerChecksum($0) }
    putOctal(sum, into: HeaderField.checksum.lowerBound..<(HeaderField.checksum.upperBound - 1), of: &block)
    block[HeaderField.checksum.upperBound - 1] = 0x20
}
