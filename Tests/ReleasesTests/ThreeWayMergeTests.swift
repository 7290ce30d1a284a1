import Documents
import Releases
import Testing

struct ThreeWayMergeTests {
    private func merged(_ before: String, _ wanted: String, _ present: String) throws -> Value {
        func value(_ text: String) throws -> Value { try JSON.parse(text, file: "test") }
        return ThreeWayMerge.merged(before: try value(before), wanted: try value(wanted), present: try value(present))
            .withSortedKeys
    }

    @Test(arguments: [
        // What is wanted wins over what is there.
        (#"{"a":1}"#, #"{"a":1}"#, #"{"a":2}"#, #"{"a":1}"#),
        // What is no longer wanted goes, what others have added stays.
        (#"{"a":1,"b":1}"#, #"{"a":1}"#, #"{"a":1,"b":1,"c":1}"#, #"{"a":1,"c":1}"#),
        // A null asks for nothing to be there.
        (#"{}"#, #"{"a":null,"b":{"c":null,"d":1}}"#, #"{"a":1}"#, #"{"b":{"d":1}}"#),
        // Lists without a key are replaced.
        (#"{"args":["x"]}"#, #"{"args":["y"]}"#, #"{"args":["x","z"]}"#, #"{"args":["y"]}"#),
        // Lists with one are merged element by element.
        (
            #"{"containers":[{"name":"a","image":"1"},{"name":"b"}]}"#, #"{"containers":[{"name":"a","image":"2"}]}"#,
            #"{"containers":[{"name":"a","image":"1","x":1},{"name":"b"},{"name":"sidecar"}]}"#,
            #"{"containers":[{"image":"2","name":"a","x":1},{"name":"sidecar"}]}"#
        ),
        // Ports of two protocols are two ports.
        (
            #"{"ports":[{"port":53}]}"#, #"{"ports":[{"port":53},{"port":53,"protocol":"UDP"}]}"#,
            #"{"ports":[{"port":53,"protocol":"TCP","nodePort":1}]}"#,
            #"{"ports":[{"nodePort":1,"port":53,"protocol":"TCP"},{"port":53,"protocol":"UDP"}]}"#
        ),
        // Of a strategy only what is wanted stays.
        (
            #"{"strategy":{"type":"RollingUpdate"}}"#, #"{"strategy":{"type":"Recreate"}}"#,
            #"{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}"#,
            #"{"strategy":{"type":"Recreate"}}"#
        ),
        // So it is with volumes, which hold one source.
        (
            #"{"volumes":[{"name":"v","emptyDir":{}}]}"#, #"{"volumes":[{"name":"v","configMap":{"name":"c"}}]}"#,
            #"{"volumes":[{"name":"v","emptyDir":{}}]}"#, #"{"volumes":[{"configMap":{"name":"c"},"name":"v"}]}"#
        ),
        // Finalizers are a set.
        (
            #"{"finalizers":["a","b"]}"#, #"{"finalizers":["a"]}"#, #"{"finalizers":["b","c"]}"#,
            #"{"finalizers":["a","c"]}"#
        ),
    ])
    func threeStatesMakeOne(_ before: String, _ wanted: String, _ present: String, _ expected: String) throws {
        #expect(JSON.text(try merged(before, wanted, present)) == expected)
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, #"{"a":1}"#, nil), (#"{"a":1}"#, #"{"b":2}"#, #"{"a":null,"b":2}"#),
            (#"{"a":{"b":1,"c":1}}"#, #"{"a":{"b":1,"c":2}}"#, #"{"a":{"c":2}}"#),
            (#"{"a":[1]}"#, #"{"a":[2]}"#, #"{"a":[2]}"#),
        ] as [(String, String, String?)])
    func patchesSayWhatChanges(_ old: String, _ new: String, _ expected: String?) throws {
        let patch = MergePatch.between(try JSON.parse(old, file: "old"), try JSON.parse(new, file: "new"))
        #expect(patch.map { JSON.text($0) } == expected)
    }
}
