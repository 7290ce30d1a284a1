import Charts
import GoTemplate
import Testing

@Test func listsInListsHaveALimit() throws {
    let map = GoMap()
    try ValueAssignment.apply("a" + String(repeating: "[0]", count: 1000) + "=x", .text, to: map) { _ in [] }
    #expect(map["a"]?.list?.elements.count == 1)
    for part in ["[0]", "[0].b"] {
        let text = "a" + String(repeating: part, count: 40_000) + "=x"
        #expect(throws: GoError.self) { try ValueAssignment.apply(text, .text, to: GoMap()) { _ in [] } }
    }
}
