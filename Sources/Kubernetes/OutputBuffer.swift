/// Bytes on their way out, kept where they are until they are gone: TLS wants to be asked again with the same ones.
package final class OutputBuffer {
    private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: OutputBuffer.capacity, alignment: 16)
    private var start = 0
    private var end = 0

    /// Large enough that a round of sending is worth while.
    static let capacity = 256 << 10
    /// Kept free for answers to pings and for ends of streams, which cannot wait for room.
    private static let reserve = 8 << 10

    package init() {}
    deinit { storage.deallocate() }

    package var isEmpty: Bool { start == end }
    /// Bytes that may be put in by who can also wait.
    package var room: Int { max(0, storage.count - end - Self.reserve) }

    /// Puts bytes in; false if they do not fit, which only a peer brings about that asks and does not listen.
    package func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let place = place(for: bytes.count) else { return false }
        place.copyMemory(from: bytes)
        return true
    }

    /// Room for so many bytes, to be filled at once; nil if there is none.
    func place(for count: Int) -> UnsafeMutableRawBufferPointer? {
        guard count <= storage.count - end else { return nil }
        defer { end += count }
        return UnsafeMutableRawBufferPointer(rebasing: storage[end..<(end + count)])
    }

    /// Hands bytes on until there are none, or none are taken.
    package func drain(_ send: (UnsafeRawBufferPointer) throws -> Int) rethrows {
        while start < end {
            let count = try send(UnsafeRawBufferPointer(rebasing: storage[start..<end]))
            if count == 0 { return }
            start += count
        }
        (start, end) = (0, 0)
    }
}
