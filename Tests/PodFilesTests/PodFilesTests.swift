import Testing

import PodFiles

struct PodFilesTests {
    @Test(arguments: [
        ("/etc/hosts", "/etc", "hosts"), ("/etc", "/", "etc"), ("/", "/", "."), ("data", ".", "data"),
        ("a/b/", "a", "b"), ("//x", "/", "x"), (".", ".", "."),
    ])
    func splitsPathsOfContainers(path: String, directory: String, name: String) {
        #expect(PodFiles.split(path) == (directory, name))
    }
}
