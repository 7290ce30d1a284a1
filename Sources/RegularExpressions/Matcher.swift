import Glibc

/// Finds matches of a program in one text, keeping its memory from one search to the next.
struct Matcher {
    private let program: Program
    private let bytes: UnsafeBufferPointer<UInt8>
    /// How many slots are wanted: 0 tells only whether there is a match.
    private let slotCount: Int
    private let backtracks: Bool
    private var backtracker: Backtracker
    private var machine: PikeMachine?

    init(_ program: Program, _ bytes: UnsafeBufferPointer<UInt8>, slotCount: Int, backtracks: Bool) {
        self.program = program
        self.bytes = bytes
        self.slotCount = slotCount
        self.backtracks = backtracks
        backtracker = Backtracker(program, slotCount: slotCount)
    }

    /// The slots of the first match at or after an offset; -1 in those of groups that took no part.
    mutating func search(from start: Int) -> [Int]? {
        if program.isLiteral {
            return candidate(from: start).map { Array([$0, $0 + program.prefix.count].prefix(slotCount)) }
        }
        if backtracks, backtracker.suits(byteCount: bytes.count - start) { return backtrack(from: start) }
        var machine = self.machine ?? PikeMachine(program, slotCount: slotCount)
        self.machine = nil
        defer { self.machine = machine }
        return machine.search(bytes, from: start) { candidate(from: $0) }
    }

    private mutating func backtrack(from start: Int) -> [Int]? {
        if program.isAnchored {
            return start == 0 ? backtracker.match(bytes, at: 0, from: 0) : nil
        }
        var begin = start
        var isFirst = true
        while let place = candidate(from: begin) {
            if let slots = backtracker.match(bytes, at: place, from: start, isFirst: isFirst) { return slots }
            isFirst = false
            guard place < bytes.count else { return nil }
            begin = place + bytes.characterWidth(at: place)
        }
        return nil
    }

    /// The next place from an offset on where a match may begin.
    private func candidate(from start: Int) -> Int? {
        if !program.prefix.isEmpty { return bytes.firstOccurrence(of: program.prefix, from: start) }
        guard !program.firstBytes.isEmpty else { return start <= bytes.count ? start : nil }
        return program.firstBytes.withUnsafeBufferPointer { flags in
            var place = start
            while place < bytes.count {
                if flags[Int(bytes[place])] { return place }
                place += 1
            }
            return nil
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The bytes of the character that begins at an offset of valid UTF-8.
    @inline(__always)
    func characterWidth(at offset: Int) -> Int {
        let byte = self[offset]
        return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    /// The character that begins at an offset of valid UTF-8.
    @inline(__always)
    func character(at offset: Int) -> (scalar: UInt32, width: Int) {
        let first = UInt32(self[offset])
        if first < 0x80 { return (first, 1) }
        func tail(_ index: Int) -> UInt32 { UInt32(self[offset + index]) & 0x3F }
        if first < 0xE0 { return ((first & 0x1F) << 6 | tail(1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3) }
        return ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
    }

    /// Where a text stands first from an offset on.
    func firstOccurrence(of text: [UInt8], from start: Int) -> Int? {
        guard let base = baseAddress, let first = text.first else { return text.isEmpty ? start : nil }
        var place = start
        while place + text.count <= count {
            let room = count - place - text.count + 1
            guard let found = memchr(base + place, Int32(first), room) else { return nil }
            place = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
            if memcmp(base + place, text, text.count) == 0 { return place }
            place += 1
        }
        return nil
    }
}
