import Glibc

/// A bounded first-in first-out buffer of bytes. Not thread-safe: its owner's lock guards it.
final class ByteRing {
    private let storage: UnsafeMutableRawBufferPointer
    private var start = 0
    /// Bytes in it.
    private(set) var count = 0

    init(capacity: Int) { storage = .allocate(byteCount: capacity, alignment: 16) }
    deinit { storage.deallocate() }

    /// Bytes that still fit.
    var free: Int { storage.count - count }

    /// Takes as many of `bytes` as fit; returns how many.
    func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let wanted = min(bytes.count, free)
        var done = 0
        while done < wanted {
            let position = (start + count) % storage.count
            let part = min(wanted - done, storage.count - position)
            UnsafeMutableRawBufferPointer(rebasing: storage[position..<(position + part)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[done..<(done + part)]))
            count += part
            done += part
        }
        return done
    }

    /// Moves as many bytes as there are, and as fit, to `buffer`; returns how many.
    func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let wanted = min(buffer.count, count)
        var done = 0
        while done < wanted {
            let part = min(wanted - done, storage.count - start)
            UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + part)])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[start..<(start + part)]))
            start = (start + part) % storage.count
            count -= part
            done += part
        }
        return done
    }
}
