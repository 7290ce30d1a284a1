import PackageModel
import Planning
import Testing

private func component(_ name: String, required: Bool? = nil, isDefault: Bool = false, group: String = "") -> Component
{
    var component = Component()
    (component.name, component.required, component.isDefault, component.group) = (name, required, isDefault, group)
    return component
}

private let sample = [
    component("base", required: true), component("web", isDefault: true), component("web-extra"), component("docs"),
    component("red", group: "colour"), component("blue", isDefault: true, group: "colour"),
]

@Suite struct ComponentSelectionTests {
    @Test(arguments: [
        ("", "base web blue"), (" ", "base web blue"), ("docs", "base web docs blue"),
        ("DOCS , web-extra", "base web web-extra docs blue"), ("web*", "base web web-extra blue"),
        ("-web", "base blue"),
        ("-web*,web-extra", "base blue"), ("red", "base web red"), ("-blue,red", "base web red"),
        ("-base", "base web blue"),
        ("[dw]o?s", "base web docs blue"), ("*", "twice"), ("red,blue", "twice"), ("-blue", "nothing"),
    ])
    func deployFollowsUpstream(list: String, expected: String) throws {
        let found: String
        do {
            found = try ComponentSelection(list).forDeploy(sample).map(\.name).joined(separator: " ")
        } catch PlanError.twoChoices { found = "twice" } catch PlanError.noChoice { found = "nothing" }
        #expect(found == expected)
    }

    @Test(arguments: [("", 6), ("web*", 2), ("docs", 1), ("*,-web*", 4), ("-docs", 0)])
    func elsewhereTheListAloneDecides(list: String, count: Int) throws {
        #expect(try ComponentSelection(list).byListAlone(sample).count == count)
    }

    @Test(arguments: [("wbe", ["web"]), ("-dosc", ["docs"]), ("xyzzyxyzzyxyzzy", [])])
    func misspelledNamesGetSuggestions(list: String, suggestions: [String]) {
        let error = #expect(throws: PlanError.self) { try ComponentSelection(list).forDeploy(sample) }
        #expect(error == .unknownComponent(list, suggestions: suggestions))
        #expect(error?.kind == .usage)
    }

    @Test(arguments: ["[", "[]", "[a-", "[-a]", "a\\"]) func brokenGlobsAreRefused(list: String) {
        #expect(throws: PlanError.malformedGlob(list)) { try ComponentSelection(list) }
    }

    @Test func manyStarsAreFast() throws {
        let list = String(repeating: "*a", count: 40) + "*b"
        let long = [component(String(repeating: "a", count: 200)), component("aaab")]
        #expect(throws: PlanError.self) { try ComponentSelection(list).forDeploy(long) }
    }

    @Test func aGroupWithoutDefaultMustBeChosenFrom() throws {
        let pair = [component("red", group: "c"), component("blue", group: "c")]
        #expect(throws: PlanError.noChoice(of: ["red", "blue"])) { try ComponentSelection("").forDeploy(pair) }
        #expect(try ComponentSelection("blue").forDeploy(pair).map(\.name) == ["blue"])
    }

    @Test func somebodyAtTheTerminalIsAsked() throws {
        struct Answers: ComponentSelection.Asking {
            func isWanted(_ component: Component) -> Bool { component.name == "docs" }
            func choice(of components: [Component]) -> Int { 0 }
        }
        let names = try ComponentSelection("").forDeploy(sample, asking: Answers()).map(\.name)
        #expect(names == ["base", "docs", "red"])
    }
}
