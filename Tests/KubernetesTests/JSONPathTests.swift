import Documents
import Kubernetes
import Testing

struct JSONPathTests {
    private let value: Value = [
        "kind": "List", "a.b": "dotted", "none": .null, "large": .double(1e6), "small": .double(0.5),
        "items": [
            ["name": "one", "n": 1, "tags": ["x", "y"]],
            ["name": "two", "n": 2, "tags": []],
            ["name": "three", "n": 3],
        ],
    ]

    @Test(arguments: [
        ("{.kind}", "List"), ("kind", "List"), (".kind", "List"), ("{$.kind}", "List"), ("{@.kind}", "List"),
        ("{.items[0].name}", "one"), ("{.items[-1].name}", "three"), ("{.items[*].name}", "one two three"),
        ("{.items[0:2].name}", "one two"), ("{.items[::2].n}", "1 3"), ("{.items[0,2].name}", "one three"),
        ("{..n}", "1 2 3"), ("{.items[?(@.n>1)].name}", "two three"), (#"{.items[?(@.name=="two")].n}"#, "2"),
        ("{.items[?(@.tags)].name}", "one two"), ("{.items[0].tags}", #"["x","y"]"#), ("{['kind']}", "List"),
        (#"{.a\.b}"#, "dotted"), (#"{range .items[*]}{.name}={.n}{"\n"}{end}"#, "one=1\ntwo=2\nthree=3\n"),
        ("{.none}", "<nil>"), ("{.large} {.small}", "1e+06 0.5"),
        ("{range .items[2:]}{}{end}", #"{"n":3,"name":"three"}"#),
        ("x {.kind} y", "x List y"), ("{.nothing}", ""), ("{.kind}{\"\\t\"}{.items[0].n}", "List\t1"),
    ])
    func finds(path: String, text: String) throws {
        #expect(try JSONPath(path).string(value) == text)
    }

    @Test(arguments: ["{", "{.a", "{end}", "{range .a}", "{.a[}", "{.a[?(@.b==)]}", "{.a[x]}", "{'a}", "{.a[?(1 2)]}"])
    func refuses(path: String) {
        #expect(throws: KubernetesError.self) { _ = try JSONPath(path) }
    }

    @Test func deepNestingIsRefused() {
        let path = String(repeating: "{range .a}", count: 5000)
        #expect(throws: KubernetesError.self) { _ = try JSONPath(path) }
        let filters = "{.a" + String(repeating: "[?(@.a", count: 5000)
        #expect(throws: KubernetesError.self) { _ = try JSONPath(filters) }
    }
}
