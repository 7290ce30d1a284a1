import Charts
import FileIO
import Testing

@Suite struct IgnoreRulesTests {
    /// helm v4.2 pkg/ignore/rules_test.go: a rule, a path, whether it is left out.
    @Test(arguments: [
        ("helm.txt", "helm.txt", true), ("helm.*", "helm.txt", true), ("helm.*", "rudder.txt", false),
        ("*.txt", "tiller.txt", true), ("*.txt", "cargo/a.txt", true), ("cargo/*.txt", "cargo/a.txt", true),
        ("cargo/*.*", "cargo/a.txt", true), ("cargo/*.txt", "mast/a.txt", false),
        ("ru[c-e]?er.txt", "rudder.txt", true),
        ("templates/.?*", "templates/.dotfile", true), (".*", ".joonix", true), (".*", "helm.txt", false),
        (".*", "cargo/.a", true), ("cargo/", "cargo/a.txt", true), ("cargo", "cargo/a.txt", true),
        ("mast/", "mast", false), ("helm.txt/", "helm.txt", false), ("/cargo", "cargo/a.txt", true),
        ("/*.txt", "cargo/a.txt", false), ("/*.txt", "a.txt", true), ("*.tx[^a]", "a.txt", true),
        ("*.tx[^t]", "a.txt", false), ("\\*.txt", "a.txt", false), ("\\*.txt", "*.txt", true), ("# *", "a.txt", false),
        ("", "a.txt", false), ("a*b*c", "aXbYbZc", true), ("a*b*c", "aXbYbZ", false),
    ])
    func rulesMatchAsHelms(_ rule: String, _ path: String, _ isIgnored: Bool) throws {
        let folder = try makeFolder([
            "Chart.yaml": "{name: x, version: 1.0.0}", path: "", ".helmignore": rule + "\n",
        ])
        let names = try Chart.load(folder.path).files.map(\.name)
        #expect(names.contains(path) != isIgnored)
    }

    @Test func negatedRulesLeaveOutWhatTheyDoNotMatch() throws {
        let folder = try makeFolder([
            "Chart.yaml": "{name: x, version: 1.0.0}", "a.txt": "", ".helmignore": "!*.yaml\n",
        ])
        #expect(try Chart.load(folder.path).files.map(\.name).isEmpty)
    }
}
