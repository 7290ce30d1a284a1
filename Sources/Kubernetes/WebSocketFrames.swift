/// WebSocket frames (RFC 6455) from a client's side.
package enum WebSocket {
    /// What a frame is.
    private enum Operation {
        static let continuation: UInt8 = 0
        static let binary: UInt8 = 2
        static let close: UInt8 = 8
        static let ping: UInt8 = 9
        static let pong: UInt8 = 10
    }

    // MARK: writing

    /// Puts a binary message of two pieces into the buffer, masked as section 5.3 wants it; false if there is no room.
    package static func write(_ first: [UInt8], _ second: UnsafeRawBufferPointer, to output: OutputBuffer) -> Bool {
        first.withUnsafeBytes { write(Operation.binary, $0, second, to: output) }
    }

    /// Asks the other side for a sign of life.
    static func ping(to output: OutputBuffer) -> Bool { control(Operation.ping, [], to: output) }
    /// Answers a ping.
    static func pong(_ content: [UInt8], to output: OutputBuffer) -> Bool {
        control(Operation.pong, content, to: output)
    }
    /// Says goodbye: status 1000.
    static func close(to output: OutputBuffer) -> Bool { control(Operation.close, [0x03, 0xe8], to: output) }

    private static func control(_ operation: UInt8, _ content: [UInt8], to output: OutputBuffer) -> Bool {
        content.withUnsafeBytes { write(operation, $0, UnsafeRawBufferPointer(start: nil, count: 0), to: output) }
    }

    private static func write(
        _ operation: UInt8, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, to output: OutputBuffer
    ) -> Bool {
        let count = first.count + second.count
        var head: [UInt8] = [0x80 | operation]
        switch count {
        case ..<126: head.append(0x80 | UInt8(count))
        case ..<65_536: head += [0x80 | 126, UInt8(count >> 8), UInt8(count & 255)]
        default: head += [0x80 | 127] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
        }
        let key = UInt32.random(in: .min ... .max)
        head += (0..<4).map { UInt8(truncatingIfNeeded: key >> (8 * $0)) }
        guard let place = output.place(for: head.count + count) else { return false }
        place.copyBytes(from: head)
        mask(
            first, key, 0, into: UnsafeMutableRawBufferPointer(rebasing: place[head.count..<(head.count + first.count)])
        )
        mask(
            second, key, first.count,
            into: UnsafeMutableRawBufferPointer(rebasing: place[(head.count + first.count)...]))
        return true
    }

    /// Copies bytes, each with its byte of the key; eight at a time.
    private static func mask(
        _ bytes: UnsafeRawBufferPointer, _ key: UInt32, _ offset: Int, into output: UnsafeMutableRawBufferPointer
    ) {
        let turn = UInt32(offset % 4 * 8)
        let turned = key >> turn | key << ((32 - turn) % 32)
        let wide = UInt64(turned) << 32 | UInt64(turned)
        var index = 0
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            output.storeBytes(of: (word ^ wide).littleEndian, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            output[index] = bytes[index] ^ UInt8(truncatingIfNeeded: turned >> (8 * UInt32(index % 4)))
            index += 1
        }
    }

    // MARK: reading

    /// What arrives.
    package enum Event {
        /// A piece of a message; the first one of a message says so, and is never empty.
        case data(UnsafeRawBufferPointer, isStart: Bool)
        case ping([UInt8])
        case close(reason: String)
    }

    /// Takes bytes as they come, and tells what they mean; content is handed on at once, whole messages are not kept.
    package struct Reader {
        private var head: [UInt8] = []
        private var control: [UInt8] = []
        private var left: UInt64 = 0
        private var isStart = true

        package init() {}

        private var operation: UInt8 { head[0] & 15 }
        private var isControl: Bool { operation >= 8 }

        /// Bytes of the head, as far as it is known how many.
        private var headByteCount: Int {
            guard head.count >= 2 else { return 2 }
            return head[1] & 127 == 126 ? 4 : head[1] & 127 == 127 ? 10 : 2
        }

        /// Throws `KubernetesError.stream` for what is no WebSocket.
        package mutating func take(_ bytes: UnsafeRawBufferPointer, _ event: (Event) throws -> Void) throws {
            var rest = bytes[...]
            while true {
                while head.count < headByteCount {
                    guard let byte = rest.popFirst() else { return }
                    head.append(byte)
                    if head.count == headByteCount { try begin() }
                }
                let part = rest.prefix(Int(clamping: left))
                rest = rest.dropFirst(part.count)
                left -= UInt64(part.count)
                if isControl {
                    control += part
                } else if !part.isEmpty {
                    try event(.data(UnsafeRawBufferPointer(rebasing: part), isStart: isStart))
                    isStart = false
                }
                guard left == 0 else { return }
                try finish(event)
            }
        }

        private mutating func begin() throws {
            let short = head[1] & 127
            left = short < 126 ? UInt64(short) : head[2...].reduce(0) { $0 << 8 | UInt64($1) }
            control = []
            // Sections 5.1, 5.2 and 5.5: no extension is agreed on, servers do not mask, control frames are short.
            guard head[0] & 0x70 == 0, head[1] & 0x80 == 0, left <= UInt64(Int.max), !isControl || left <= 125 else {
                throw KubernetesError.stream(operation: "read WebSocket", "no frame of a server")
            }
            if !isControl, operation != Operation.continuation { isStart = true }
        }

        private mutating func finish(_ event: (Event) throws -> Void) throws {
            defer { head = [] }
            switch operation {
            case Operation.ping: try event(.ping(control))
            case Operation.close:
                try event(.close(reason: String(decoding: control.dropFirst(2), as: UTF8.self)))
            default: break
            }
        }
    }
}
