import GoTemplate
import Testing

@Test func stringsCompareByBytes() {
    #expect(GoString("e\u{301}") != GoString("é"))
    #expect(MemoryLayout<GoValue>.size <= 16)
}

@Test func stringsAreFoundByTheirBytes() {
    let texts = (0..<40).flatMap { length in
        [UInt8(0), 1, 0x61].map { GoString([UInt8](repeating: $0, count: length)) }
    }
    var positions: [GoString: Int] = [:]
    for (position, text) in texts.enumerated() where positions[text] == nil { positions[text] = position }
    // The empty string occurs three times.
    #expect(positions.count == texts.count - 2)
    for (text, position) in positions { #expect(texts[position] == text) }
}
