import ChartSources
import Testing

@Suite struct RepositoryIndexTests {
    private let index: RepositoryIndex

    init() throws {
        let text = """
            apiVersion: v1
            entries:
              app:
                - {version: 1.2.0, urls: [app-1.2.0.tgz], digest: \(String(repeating: "A", count: 64))}
                - {version: 2.0.0-rc.1, urls: [app-2.0.0-rc.1.tgz]}
                - {version: v1.10.0, urls: ["https://other.test/app.tgz"], digest: short}
                - {version: not a version, urls: [x.tgz]}
                - {version: 1.2.0+b, urls: []}
            """
        index = try RepositoryIndex(Array(text.utf8), file: "index.yaml")
    }

    @Test(arguments: [
        ("", "v1.10.0"), ("1.2.0", "1.2.0"), ("v1.2.0", "1.2.0"), ("1.10.0", "v1.10.0"), ("~1.2", "1.2.0"),
        (">0.0.0-0", "2.0.0-rc.1"), ("1.2.0+b", "1.2.0+b"), ("not a version", nil), ("3", nil),
    ])
    func findsTheVersionAskedFor(wanted: String, found: String?) throws {
        if wanted == "not a version" {
            #expect(throws: (any Error).self) { try index.version(of: "app", matching: wanted) }
        } else {
            #expect(try index.version(of: "app", matching: wanted)?.version == found)
        }
    }

    @Test func ordersVersionsTheLatestFirst() {
        let versions = index.versions(of: "app")?.map(\.version)
        #expect(versions == ["2.0.0-rc.1", "v1.10.0", "1.2.0", "1.2.0+b", "not a version"])
        #expect(index.versions(of: "other") == nil)
    }

    @Test func takesOnlyWholeDigests() throws {
        #expect(try index.version(of: "app", matching: "1.2.0")?.digest == String(repeating: "a", count: 64))
        #expect(try index.version(of: "app", matching: "1.10.0")?.digest == nil)
    }

    @Test func refusesWhatIsNoIndex() {
        #expect(throws: ChartSourceError("no API version specified")) {
            try RepositoryIndex(Array("entries: {}".utf8), file: "index.yaml")
        }
    }
}
