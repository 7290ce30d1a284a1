import GoTemplate
import Testing

@Test func stringsCompareByBytes() {
    #expect(GoString("e\u{301}") != GoString("é"))
    #expect(MemoryLayout<GoValue>.size <= 16)
}
