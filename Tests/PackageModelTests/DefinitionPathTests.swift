import PackageModel
import Testing

@Suite struct DefinitionPathTests {
    @Test(arguments: [
        ("", "."), (".", "."), ("a/", "a"), ("./a//b", "a/b"), ("a/../b", "b"), ("../a", "../a"), ("a/../..", ".."),
        ("/a/../..", "/"), ("/", "/"), ("a/./b/.", "a/b"), ("é/..", "."),
    ])
    func cleans(_ path: String, _ expected: String) { #expect(DefinitionPath.clean(path) == expected) }

    @Test(arguments: [
        ("a", "b", "a/b"), ("", "b/", "b"), ("a/", "", "a"), ("", "", ""), ("a", "../b", "b"), ("a", "/b", "a/b"),
        (".", "a", "a"), ("..", "a", "../a"),
    ])
    func joins(_ first: String, _ second: String, _ expected: String) {
        #expect(DefinitionPath.join(first, second) == expected)
    }

    @Test(arguments: [("a/b", "a"), ("a", "."), ("/a", "/"), ("a/b/", "a/b"), ("", ".")])
    func findsFolders(_ path: String, _ expected: String) {
        #expect(DefinitionPath.directory(of: path) == expected)
    }

    // What Go's net/url says of scheme and host.
    @Test(arguments: [
        ("https://example.com", true), ("oci://r/x:1", true), ("ssh://git@h/r", true), ("HTTP://h", true),
        ("https://h/a b", true), ("https://h:80/###X###", true), ("git+ssh://h", true), ("https://[::1]:80/", true),
        ("file:///a", false), ("a/b", false), ("git@h:r", false), ("C:\\a", false), ("https://", false),
        ("https://h:x/", false), ("https://a b/", false), ("1a://h", false), ("https://h/%zz", false), ("://h", false),
        ("https://###X###/a", false), ("mailto:a@b", false), ("", false), ("https://h/\u{7}", false),
    ])
    func knowsURLs(_ text: String, _ expected: Bool) { #expect(DefinitionPath.isURL(text) == expected) }

    @Test func rebasesRelativePathsOnly() {
        #expect(DefinitionPath.rebased("a", onto: "b") == "b/a")
        #expect(DefinitionPath.rebased("../a", onto: "b") == "a")
        #expect(DefinitionPath.rebased("", onto: "b") == "b")
        #expect(DefinitionPath.rebased("/a", onto: "b") == "/a")
        #expect(DefinitionPath.rebased("https://h/a", onto: "b") == "https://h/a")
    }
}
