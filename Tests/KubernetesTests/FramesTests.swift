import Testing

import Kubernetes

/// What a connection to a pod is made of, byte by byte.
struct FramesTests {
    // MARK: SPDY

    private func spdyEvents(_ bytes: [UInt8], pieceByteCount: Int) throws -> [String] {
        var reader = SPDY.Reader()
        var events: [String] = []
        for start in stride(from: 0, to: bytes.count, by: pieceByteCount) {
            try bytes[start..<min(start + pieceByteCount, bytes.count)].withUnsafeBytes { piece in
                try reader.take(piece) { event in
                    switch event {
                    case .data(let stream, let content):
                        events.append("\(stream):" + String(decoding: content, as: UTF8.self))
                    case .end(let stream): events.append("\(stream) ends")
                    case .reset(let stream, let status): events.append("\(stream) reset \(status)")
                    case .ping(let number): events.append("ping \(number)")
                    case .goAway: events.append("go away")
                    }
                }
            }
        }
        return events
    }

    @Test func opensStreamsWithoutCompression() {
        let frame = SPDY.open(3, [("a", "bc")], isFirst: true)
        // draft-mbelshe-httpbis-spdy-00 2.6.1 and 2.6.10; RFC 1950: 78 01; RFC 1951: a stored block of 15 bytes, an empty one.
        #expect(
            frame == [
                0x80, 3, 0, 1, 0, 0, 0, 37, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0,
                0x78, 1, 0, 15, 0, 0xf0, 0xff, 0, 0, 0, 1, 0, 0, 0, 1, 0x61, 0, 0, 0, 2, 0x62, 0x63,
                0, 0, 0, 0xff, 0xff,
            ])
        #expect(!SPDY.open(5, [("a", "bc")], isFirst: false).contains(0x78))
    }

    @Test func readsFramesCutAnywhere() throws {
        let bytes =
            SPDY.dataHead(1, byteCount: 3) + Array("abc".utf8)
            // SYN_REPLY and SETTINGS, which tell us nothing; RST_STREAM; PING; GOAWAY.
            + [0x80, 3, 0, 2, 0, 0, 0, 6, 0, 0, 0, 1, 9, 9] + [0x80, 3, 0, 4, 0, 0, 0, 0]
            + [0x80, 3, 0, 3, 0, 0, 0, 8, 0, 0, 0, 5, 0, 0, 0, 2] + SPDY.ping(8)
            + [0x80, 3, 0, 7, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0]
            + SPDY.dataHead(3, byteCount: 0, isLast: true)
        #expect(
            try spdyEvents(bytes, pieceByteCount: bytes.count) == [
                "1:abc", "5 reset 2", "ping 8", "go away", "3 ends",
            ])
        #expect(
            try spdyEvents(bytes, pieceByteCount: 1) == [
                "1:a", "1:b", "1:c", "5 reset 2", "ping 8", "go away", "3 ends",
            ])
    }

    @Test func refusesWhatIsNoSPDY() {
        #expect(throws: KubernetesError.self) { try spdyEvents([0x80, 2, 0, 1, 0, 0, 0, 0], pieceByteCount: 8) }
        #expect(throws: KubernetesError.self) { try spdyEvents([0x80, 3, 0, 1, 0, 0xff, 0, 0], pieceByteCount: 8) }
    }

    // MARK: WebSocket

    private func webSocketEvents(_ bytes: [UInt8], pieceByteCount: Int) throws -> [String] {
        var reader = WebSocket.Reader()
        var events: [String] = []
        for start in stride(from: 0, to: bytes.count, by: pieceByteCount) {
            try bytes[start..<min(start + pieceByteCount, bytes.count)].withUnsafeBytes { piece in
                try reader.take(piece) { event in
                    switch event {
                    case .data(let content, let isStart):
                        events.append((isStart ? "new " : "") + String(decoding: content, as: UTF8.self))
                    case .ping(let content): events.append("ping " + String(decoding: content, as: UTF8.self))
                    case .close(let reason): events.append("close " + reason)
                    }
                }
            }
        }
        return events
    }

    @Test func readsMessagesCutAnywhere() throws {
        // A message of two frames with a ping between; an empty one; a long one; the end.
        let long = [UInt8](repeating: 0x78, count: 300)
        let bytes: [UInt8] =
            [0x02, 1, 0x61, 0x89, 2, 0x68, 0x69, 0x80, 1, 0x62, 0x82, 0, 0x82, 126, 1, 0x2c] + long
            + [0x88, 5, 0x03, 0xe8, 0x62, 0x79, 0x65]
        let whole = ["new a", "ping hi", "b", "new " + String(repeating: "x", count: 300), "close bye"]
        #expect(try webSocketEvents(bytes, pieceByteCount: bytes.count) == whole)
        #expect(
            try webSocketEvents(bytes, pieceByteCount: 1).joined() == "new aping hibnew "
                + String(repeating: "x", count: 300) + "close bye")
    }

    @Test(
        arguments: [[0xc2, 0], [0x82, 0x80], [0x89, 126, 0, 200], [0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0]] as [[UInt8]])
    func refusesWhatNoServerMaySend(bytes: [UInt8]) {
        #expect(throws: KubernetesError.self) { try webSocketEvents(bytes, pieceByteCount: bytes.count) }
    }

    @Test(arguments: [0, 1, 4, 7, 8, 9, 123, 200, 70_000])
    func masksWhatAClientSends(count: Int) {
        let output = OutputBuffer()
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(content.withUnsafeBytes { WebSocket.write([1, 2, 3], $0, to: output) })
        var sent: [UInt8] = []
        output.drain { piece in
            sent += piece.prefix(1000)
            return min(piece.count, 1000)
        }
        let length = count + 3
        let headCount = length < 126 ? 2 : length < 65_536 ? 4 : 10
        #expect(sent.count == headCount + 4 + length && sent[0] == 0x82 && sent[1] & 0x80 != 0)
        let mask = sent[headCount..<(headCount + 4)]
        let plain = sent[(headCount + 4)...].enumerated().map { $1 ^ mask[mask.startIndex + $0 % 4] }
        #expect(plain == [1, 2, 3] + content)
    }

    @Test func aBufferSaysWhenItIsFull() {
        let output = OutputBuffer()
        let piece = [UInt8](repeating: 1, count: output.room)
        #expect(piece.withUnsafeBytes { output.append($0) } && output.room == 0)
        // What cannot wait still has room, for a while.
        #expect(piece[..<1000].withUnsafeBytes { output.append($0) })
        #expect(!piece.withUnsafeBytes { output.append($0) })
        output.drain { $0.count }
        #expect(output.isEmpty && output.room == piece.count)
    }
}

struct RemotePortTests {
    @Test(arguments: ["80", "65535", "http", "a-1"]) func takes(text: String) { #expect(RemotePort(text) != nil) }
    @Test(arguments: ["", "0", "65536", "-1", "HTTP", "a/b", "sixteen-letters-1"])
    func refuses(text: String) { #expect(RemotePort(text) == nil) }
}
