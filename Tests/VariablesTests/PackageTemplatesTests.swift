import Testing
import Variables

@Suite struct PackageTemplatesTests {
    @Test func findsNames() {
        let text =
            "a ###ZARF_PKG_TMPL_A_1### b ###ZARF_PKG_TMPL_### ###ZARF_PKG_TMPL_b### ###ZARF_PKG_TMPL_C## ###ZARF_PKG_TMPL_A_1###"
        #expect(PackageTemplates.names(in: text, prefix: PackageTemplates.prefix) == ["A_1"])
        #expect(PackageTemplates.names(in: text, prefix: PackageTemplates.deprecatedPrefix).isEmpty)
        #expect(PackageTemplates.names(in: "", prefix: PackageTemplates.prefix).isEmpty)
    }

    @Test(arguments: [
        ("x", "a: \"x\""), ("q\"q", "a: \"q\\\"q\""), ("end\\", "a: \"end\\\\\""), ("in\\side", "a: \"in\\side\""),
        ("", "a: \"\""),
    ])
    func escapesSoThatQuotesHold(_ value: String, _ expected: String) {
        #expect(PackageTemplates.replace(["###X###": value], in: "a: \"###X###\"") == expected)
    }

    @Test func bothSpellingsAreReplaced() {
        let text = "###ZARF_PKG_TMPL_A### ###ZARF_PKG_VAR_A### ###ZARF_PKG_TMPL_AB###"
        #expect(
            PackageTemplates.replace(PackageTemplates.values(for: ["A": "1"]), in: text) == "1 1 ###ZARF_PKG_TMPL_AB###"
        )
    }
}
