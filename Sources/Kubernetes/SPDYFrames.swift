/// SPDY/3.1 as far as Kubernetes speaks it (draft-mbelshe-httpbis-spdy-00 and moby/spdystream): streams with headers, data,
/// ends, resets, pings. There is no flow control: spdystream has none.
package enum SPDY {
    /// The largest control frame we take; a server sends us replies without headers.
    static let maximumControlByteCount = 64 << 10

    /// Type numbers of control frames.
    private enum Control {
        static let synStream: UInt8 = 1
        static let reset: UInt8 = 3
        static let ping: UInt8 = 6
        static let goAway: UInt8 = 7
    }

    private static let isLast: UInt8 = 1

    // MARK: writing

    /// Opens a stream.
    ///
    /// - isFirst: whether nothing was opened over this connection before: all headers together are one zlib stream.
    package static func open(_ stream: UInt32, _ headers: [(name: String, value: String)], isFirst: Bool) -> [UInt8] {
        let block = uncompressed(headerBlock(headers), isFirst: isFirst)
        // Stream, stream it belongs to, priority, slot: section 2.6.1.
        return head(Control.synStream, length: 10 + block.count) + bigEndian(stream) + [0, 0, 0, 0, 0, 0] + block
    }

    private static func head(_ type: UInt8, length: Int) -> [UInt8] {
        [0x80, 3, 0, type, 0] + bigEndian(UInt32(length)).dropFirst()
    }

    /// What stands before data of a stream.
    package static func dataHead(_ stream: UInt32, byteCount: Int, isLast: Bool = false) -> [UInt8] {
        bigEndian(stream) + [isLast ? Self.isLast : 0] + bigEndian(UInt32(byteCount)).dropFirst()
    }

    /// A ping of ours has an odd number; the other side sends it back.
    package static func ping(_ number: UInt32) -> [UInt8] { head(Control.ping, length: 4) + bigEndian(number) }

    // Section 2.6.10: counts and texts with their lengths.
    private static func headerBlock(_ headers: [(name: String, value: String)]) -> [UInt8] {
        headers.reduce(into: bigEndian(UInt32(headers.count))) { block, header in
            for text in [header.name, header.value] { block += bigEndian(UInt32(text.utf8.count)) + Array(text.utf8) }
        }
    }

    /// A zlib stream (RFC 1950) whose blocks are stored, flushed after each header block. Headers here are short, and a
    /// stored block needs neither zlib nor the dictionary that SPDY compresses with.
    private static func uncompressed(_ bytes: [UInt8], isFirst: Bool) -> [UInt8] {
        let count = UInt16(truncatingIfNeeded: bytes.count)
        func stored(_ count: UInt16) -> [UInt8] {
            [0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
        }
        return (isFirst ? [0x78, 0x01] : []) + stored(count) + bytes + stored(0)
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
    }

    // MARK: reading

    /// What arrives.
    package enum Event {
        case data(stream: UInt32, UnsafeRawBufferPointer)
        /// The other side sends nothing more in a stream.
        case end(stream: UInt32)
        /// A stream is over, its end is not orderly.
        case reset(stream: UInt32, status: UInt32)
        case ping(UInt32)
        /// There will be no more streams; those there are go on.
        case goAway
    }

    /// Takes bytes as they come, and tells what they mean; content of data is handed on at once.
    package struct Reader {
        private var head: [UInt8] = []
        private var control: [UInt8] = []
        private var left = 0

        package init() {}

        private var isData: Bool { head[0] & 0x80 == 0 }
        private var number: UInt32 { SPDY.number(head[0..<4]) & 0x7fff_ffff }

        /// Throws `KubernetesError.stream` for what is no SPDY.
        package mutating func take(_ bytes: UnsafeRawBufferPointer, _ event: (Event) throws -> Void) throws {
            var rest = bytes[...]
            while true {
                if head.count < 8 {
                    let part = rest.prefix(8 - head.count)
                    head += part
                    rest = rest.dropFirst(part.count)
                    guard head.count == 8 else { return }
                    try begin()
                }
                let part = rest.prefix(left)
                rest = rest.dropFirst(part.count)
                left -= part.count
                if isData {
                    if !part.isEmpty { try event(.data(stream: number, UnsafeRawBufferPointer(rebasing: part))) }
                } else {
                    control += part
                }
                guard left == 0 else { return }
                try finish(event)
            }
        }

        private mutating func begin() throws {
            left = Int(SPDY.number([0] + head[5..<8]))
            control = []
            guard isData || (head[1] == 3 && left <= SPDY.maximumControlByteCount) else {
                throw KubernetesError.stream(operation: "read SPDY", "no frame of SPDY/3.1")
            }
        }

        private mutating func finish(_ event: (Event) throws -> Void) throws {
            defer { head = [] }
            if isData {
                if head[4] & SPDY.isLast != 0 { try event(.end(stream: number)) }
                return
            }
            switch (head[3], control.count) {
            case (Control.reset, 8...):
                try event(
                    .reset(
                        stream: SPDY.number(control[0..<4]) & 0x7fff_ffff, status: SPDY.number(control[4..<8])))
            case (Control.ping, 4...): try event(.ping(SPDY.number(control[0..<4])))
            case (Control.goAway, _): try event(.goAway)
            default: break
            }
        }
    }

    private static func number(_ bytes: some Sequence<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }
}
