import Documents
import Testing

@Suite struct ValueMergingTests {
    @Test func objectsAreMergedAndEverythingElseReplaced() {
        var values: Value = ["a": ["b": 1, "c": [1, 2]], "d": "text"]
        values.merge(["a": ["b": ["x": true], "c": [3]], "d": .null, "e": 2])
        #expect(values == ["a": ["b": ["x": true], "c": [3]], "d": .null, "e": 2])
    }

    @Test func aPathMakesTheObjectsOnItsWay() {
        var values: Value = ["a": "text"]
        values.set(path: "a.b.c", to: 1)
        values.set(path: "d", to: "x")
        #expect(values == ["a": ["b": ["c": 1]], "d": "x"])
    }
}
