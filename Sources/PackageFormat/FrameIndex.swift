import Archive
import Glibc
import Hashing

/// Where each entry of a package stands: the last but one frame of a package that we wrote.
///
/// A skippable frame 0x184D2A5B. Its payload, numbers in little-endian order:
///
///     8   "ZARFIDX" and the version of this format, 1
///     4   number of entries, then for each entry in file order:
///     4   number of the first frame of its content; the frame before it ends with the entry's tar header
///     4   number of frames of its content, which hold nothing else
///     8   bytes of content
///     32  SHA-256 of the content
///     2   mode
///     2   bytes of the name, and the name
///
/// The index is a hint: `checksums.txt` says what the content must be, and the tar header is looked at before the content is.
struct FrameIndex: Equatable {
    struct Entry: Equatable {
        let name: String
        let mode: mode_t
        let byteCount: Int64
        let digest: Digest
        let frames: Range<Int>
    }

    static let magic: UInt32 = 0x184D_2A5B
    /// Room for 100,000 blobs.
    static let maximumByteCount = 16 << 20
    private static let title = Array("ZARFIDX".utf8) + [1]

    var entries: [Entry] = []

    var payload: [UInt8] {
        var bytes = Self.title
        appendLittleEndian(UInt32(entries.count), to: &bytes)
        for entry in entries {
            appendLittleEndian(UInt32(entry.frames.lowerBound), to: &bytes)
            appendLittleEndian(UInt32(entry.frames.count), to: &bytes)
            appendLittleEndian(UInt64(entry.byteCount), to: &bytes)
            bytes += hexadecimalBytes(entry.digest.hex)
            appendLittleEndian(UInt16(entry.mode), to: &bytes)
            appendLittleEndian(UInt16(entry.name.utf8.count), to: &bytes)
            bytes += Array(entry.name.utf8)
        }
        return bytes
    }

    init() {}

    /// Reads a payload and holds it against the seek table. Throws `PackageError.falseIndex`.
    init(payload: [UInt8], table: SeekTable, package: String) throws {
        func lie(_ reason: String) -> PackageError { .falseIndex(package: package, reason: reason) }
        guard payload.starts(with: Self.title) else { throw lie("not an index of version 1") }
        var rest = payload.dropFirst(Self.title.count)
        func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard rest.count >= count else { throw lie("it ends early") }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        let count = Int(littleEndian(try take(4), as: UInt32.self))
        // The first frame is the header of the first entry; the last two are the trailer and this index.
        var nextFrame = 1
        let frames = table.frames
        for _ in 0..<count {
            let first = Int(littleEndian(try take(4), as: UInt32.self))
            let frameCount = Int(littleEndian(try take(4), as: UInt32.self))
            let byteCount = littleEndian(try take(8), as: UInt64.self)
            let digest = try Digest(hex: hexadecimal(try take(32)))
            let mode = mode_t(littleEndian(try take(2), as: UInt16.self))
            let nameBytes = try take(Int(littleEndian(try take(2), as: UInt16.self)))
            guard first == nextFrame, frameCount <= frames.count - 2 - first else { throw lie("frames out of order") }
            guard let name = String(validating: nameBytes, as: UTF8.self), PortableName.objection(to: name) == nil
            else { throw lie("a name that is not allowed") }
            let content = frames[first..<(first + frameCount)]
            guard content.reduce(0, { $0 + $1.contentByteCount }) == Int64(truncatingIfNeeded: byteCount),
                content.allSatisfy({ $0.contentByteCount > 0 }),
                frames[first].contentOffset % Int64(TarFormat.blockByteCount) == 0
            else { throw lie("sizes that are not the frames'") }
            entries.append(
                Entry(
                    name: name, mode: mode & 0o7777, byteCount: Int64(byteCount), digest: digest,
                    frames: first..<(first + frameCount)))
            nextFrame = first + frameCount + 1
        }
        guard rest.isEmpty, nextFrame == frames.count - 1 else { throw lie("entries or frames left over") }
    }
}

private func hexadecimalBytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 < 0x3a ? $0 - 0x30 : $0 - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
