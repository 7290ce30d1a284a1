/// What extended headers before an entry say about it: PAX records and GNU long names.
struct TarExtensions {
    /// PAX for one entry and for all, GNU long name and long link target.
    static let kinds: Set<UInt8> = Set("xgLK".utf8)

    private let archive: String
    private var records: [String: [UInt8]]?
    private var longName: [UInt8]?
    private var longTarget: [UInt8]?

    init(archive: String) { self.archive = archive }

    var isEmpty: Bool { records == nil && longName == nil && longTarget == nil }

    /// Takes the data of an extension; one that comes twice before an entry is refused.
    mutating func add(kind: UInt8, _ data: [UInt8]) throws(ArchiveError) {
        switch kind {
        case UInt8(ascii: "x") where records == nil: records = try paxRecords(data)
        case UInt8(ascii: "g"): try checkGlobal(try paxRecords(data))
        case UInt8(ascii: "L") where longName == nil: longName = try longText(data)
        case UInt8(ascii: "K") where longTarget == nil: longTarget = try longText(data)
        default: throw malformed("two extended headers of one kind for an entry")
        }
    }

    /// The entry that a header and the extensions before it describe.
    func entry(for header: TarRawHeader) throws(ArchiveError) -> TarEntry {
        if records?["path"] != nil && longName != nil || records?["linkpath"] != nil && longTarget != nil {
            throw malformed("a name given twice, as PAX and as GNU header")
        }
        let name = try text(records?["path"] ?? longName ?? header.name, "name")
        let target = try text(records?["linkpath"] ?? longTarget ?? header.linkTarget, "link target")
        let kind = try entryKind(header.kindByte, name: name)
        let byteCount = try self.byteCount(header)
        guard !name.isEmpty else { throw malformed("an entry without a name") }
        guard kind == .file || byteCount == 0 else {
            throw malformed("content in entry \(quoted(name)), which is no file")
        }
        let isLink = kind == .symbolicLink || kind == .hardLink
        guard !isLink || !target.isEmpty else { throw malformed("link \(quoted(name)) without a target") }
        var entry = TarEntry(
            name: kind == .directory ? withoutTrailingSlash(name) : name, kind: kind, mode: header.mode,
            byteCount: byteCount, linkTarget: isLink ? target : "")
        entry.modifiedSeconds = header.modifiedSeconds
        return entry
    }

    private func entryKind(_ byte: UInt8, name: String) throws(ArchiveError) -> TarEntry.Kind {
        switch byte {
        case 0: return name.hasSuffix("/") ? .directory : .file  // Unix v7 had no kind for directories.
        case UInt8(ascii: "0"), UInt8(ascii: "7"):
            // Some readers take this for a directory, others for a file.
            guard !name.hasSuffix("/") else { throw malformed("file \(quoted(name)) with a slash at the end") }
            return .file
        case UInt8(ascii: "1"): return .hardLink
        case UInt8(ascii: "2"): return .symbolicLink
        case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"): return .special
        case UInt8(ascii: "5"): return .directory
        case UInt8(ascii: "S"): throw malformed("sparse file \(quoted(name)): not supported")
        default: throw malformed("entry \(quoted(name)) of unknown kind \(byte)")
        }
    }

    private func byteCount(_ header: TarRawHeader) throws(ArchiveError) -> Int64 {
        guard let digits = records?["size"] else { return header.byteCount }
        guard let size = decimal(digits) else { throw malformed("PAX size is not a number") }
        // A reader that overlooks the record must not find other headers inside the content.
        guard header.byteCount == size || header.mayHaveOtherSize else { throw malformed("two different sizes") }
        return size
    }

    private func text(_ bytes: [UInt8], _ what: String) throws(ArchiveError) -> String {
        guard bytes.count <= TarFormat.maximumNameByteCount else {
            throw .overLimit(archive: archive, limit: "\(TarFormat.maximumNameByteCount) bytes in a \(what)")
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw malformed("a \(what) that is not UTF-8")
        }
        return text
    }

    private func longText(_ data: [UInt8]) throws(ArchiveError) -> [UInt8] {
        guard let zero = data.firstIndex(of: 0) else { return data }
        guard data[zero...].allSatisfy({ $0 == 0 }) else { throw malformed("a long name with a zero byte in it") }
        return Array(data[..<zero])
    }

    /// A global record may only be something we ignore, such as git's comment.
    private func checkGlobal(_ records: [String: [UInt8]]) throws(ArchiveError) {
        for key in ["path", "linkpath", "size"] where records[key] != nil {
            throw malformed("a global \(key)")
        }
    }

    /// POSIX.1-2001 "pax Extended Header": records of `<length> <key>=<value>\n`, the length counting the whole record.
    private func paxRecords(_ data: [UInt8]) throws(ArchiveError) -> [String: [UInt8]] {
        var records: [String: [UInt8]] = [:]
        var rest = data[...]
        while !rest.isEmpty {
            guard let space = rest.prefix(12).firstIndex(of: 0x20), let length = decimal(Array(rest[..<space])),
                length <= rest.count, length > space - rest.startIndex + 1
            else { throw malformed("a PAX record of wrong length") }
            let record = rest[(space + 1)..<(rest.startIndex + Int(length))]
            guard record.last == UInt8(ascii: "\n"), let equals = record.firstIndex(of: UInt8(ascii: "=")) else {
                throw malformed("a PAX record without = or line end")
            }
            let key = String(decoding: record[..<equals], as: UTF8.self)
            guard !key.isEmpty, !key.hasPrefix("GNU.sparse.") else { throw malformed("sparse file: not supported") }
            guard records.updateValue(Array(record[(equals + 1)..<(record.endIndex - 1)]), forKey: key) == nil else {
                throw malformed("PAX record \(quoted(key)) given twice")
            }
            rest = rest[record.endIndex...]
        }
        return records
    }

    private func malformed(_ reason: String) -> ArchiveError { .malformed(archive: archive, reason: reason) }
}

private func decimal(_ digits: [UInt8]) -> Int64? {
    guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
}

private func withoutTrailingSlash(_ name: String) -> String {
    var name = name[...]
    while name.utf8.count > 1, name.utf8.last == UInt8(ascii: "/") { name = name.dropLast() }
    return String(name)
}
