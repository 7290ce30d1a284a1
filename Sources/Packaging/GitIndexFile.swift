import Hashing

/// A path of a commit's tree.
struct GitTreeEntry {
    /// `100644`, `100755`, `120000` or `160000`, octal.
    let mode: UInt32
    /// Forty hexadecimal digits.
    let object: String
    /// Bytes of a file or link; 0 of a submodule.
    let byteCount: Int64
    /// From the root of the tree, with slashes.
    let path: String

    static let symbolicLink: UInt32 = 0o120000
    static let submodule: UInt32 = 0o160000

    /// Reads `git ls-tree -r -z --long`: `<mode> SP <type> SP <object> SP+ <size> TAB <path> NUL`; nil if it is none.
    init?(_ record: ArraySlice<UInt8>) {
        guard let tab = record.firstIndex(of: 0x09) else { return nil }
        let fields = record[..<tab].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 4, let mode = UInt32(fields[0], radix: 8), fields[2].utf8.count == 40,
            let path = String(validating: record[(tab + 1)...], as: UTF8.self)
        else { return nil }
        self.mode = mode
        object = fields[2]
        byteCount = Int64(fields[3]) ?? 0
        self.path = path
    }
}

/// The bytes of `.git/index` for a work tree that holds exactly these entries.
///
/// git's Documentation/gitformat-index.txt, version 2, without extensions, as go-git writes it; times, device and inode zero,
/// so that the same tree gives the same bytes and git looks at the content when it is asked.
func gitIndexFile(_ entries: [GitTreeEntry]) -> [UInt8] {
    var bytes: [UInt8] = Array("DIRC".utf8)
    func add(_ number: UInt32) { withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) } }
    add(2)
    add(UInt32(entries.count))
    for entry in entries.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
        let start = bytes.count
        for _ in 0..<6 { add(0) }  // change and modification time, device, inode
        add(entry.mode == 0o100664 ? 0o100644 : entry.mode)
        add(0)  // user
        add(0)  // group
        add(UInt32(truncatingIfNeeded: entry.byteCount))
        bytes.append(contentsOf: objectBytes(entry.object))
        let name = Array(entry.path.utf8)
        let flags = UInt16(min(name.count, 0xfff))
        bytes.append(contentsOf: [UInt8(flags >> 8), UInt8(flags & 0xff)])
        bytes.append(contentsOf: name)
        // One to eight zeros, to a multiple of eight.
        bytes.append(contentsOf: repeatElement(0, count: 8 - (bytes.count - start) % 8))
    }
    return bytes + sha1(bytes)
}

private func objectBytes(_ digits: String) -> [UInt8] {
    let values = digits.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0 }
    return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
}
