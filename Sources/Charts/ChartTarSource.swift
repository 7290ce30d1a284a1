import Archive
import FileIO

/// The tar within a chart's archive, made whole for `TarReader`: Helm's reader does not ask for a trailer, nor for what
/// stands behind one, be it more of the tar, a checksum or another gzip member.
///
/// Differs: a wrong checksum is refused if nothing stands between it and the trailer.
// archive/tar reader.go Reader.next: an end before a header or within padding is the archive's end.
final class ChartTarSource: ByteSource {
    private let base: any ByteSource
    private let name: String
    private var offset: Int64 = 0
    private var contentEnd: Int64 = 0
    private var nextHeader: Int64 = 0
    /// What is left of the block that is given away now.
    private var block: ArraySlice<UInt8> = []
    /// Blocks of zeros in succession where headers stand; two are the trailer.
    private var zeroBlockCount = 0
    private var isBaseAtEnd = false

    /// - name: what is read, for messages.
    init(_ base: any ByteSource, name: String) {
        self.base = base
        self.name = name
    }

    /// Tells where the content of the entry lies that was read last.
    func beginContent(at offset: Int64, byteCount: Int64) {
        contentEnd = offset + byteCount
        nextHeader = contentEnd + Int64(TarFormat.padding(after: byteCount))
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count: Int
        if offset < contentEnd {
            count = try base.read(into: buffer.first(contentEnd - offset))
        } else if offset < nextHeader {
            count = try readPadding(into: buffer.first(nextHeader - offset))
        } else {
            count = try readBlock(into: buffer)
        }
        offset += Int64(count)
        return count
    }

    private func readPadding(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = isBaseAtEnd ? 0 : try base.read(into: buffer)
        guard count == 0 else { return count }
        isBaseAtEnd = true
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        return buffer.count
    }

    private func readBlock(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if block.isEmpty {
            guard zeroBlockCount < 2 else { return 0 }
            block = try nextBlock()[...]
            zeroBlockCount = block.allSatisfy { $0 == 0 } ? zeroBlockCount + 1 : 0
        }
        let part = block.prefix(buffer.count)
        buffer.copyBytes(from: part)
        block = block.dropFirst(part.count)
        return part.count
    }

    private func nextBlock() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: TarFormat.blockByteCount)
        guard !isBaseAtEnd else { return bytes }
        let count = try bytes.withUnsafeMutableBytes { try base.readFully(into: $0) }
        isBaseAtEnd = count < bytes.count
        guard count == 0 || count == bytes.count else { throw ArchiveError.endedEarly(archive: name) }
        return bytes
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func first(_ byteCount: Int64) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: self[..<Int(Swift.min(Int64(count), byteCount))])
    }
}
