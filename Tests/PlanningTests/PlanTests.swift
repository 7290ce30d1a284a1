import Diagnostics
import Documents
import FileIO
import Glibc
import PackageModel
import Planning
import SystemPackage
import Testing
import Variables

private func package(_ change: (inout Component) -> Void = { _ in }) -> Package {
    var package = Package()
    (package.metadata.name, package.metadata.version) = ("sample", "1.0.0")
    var component = Component()
    component.name = "one"
    component.actions.onDeploy.before = [Action(cmd: "echo $HOME \\")]
    component.actions.onDeploy.onFailure = [Action(cmd: "echo failed")]
    component.actions.onRemove.after = [Action(cmd: "echo gone")]
    change(&component)
    package.components = [component]
    return package
}

private func plan(_ package: Package, journal: String = "j", given: String? = nil) throws -> Plan {
    try Plan.deploy(
        package, digest: "sha256:00", components: package.components, variables: DeployVariables(),
        places: Plan.Places(package: "it's $a.tar", journal: journal, givenVariables: given))
}

@Suite struct PlanTests {
    @Test func aRecipeIsOneLineWithDollarsDoubled() throws {
        let lines = try plan(package()).makefile.split(separator: "\n")
        #expect(
            lines.contains("\tzarf-plan begin 'it'\\''s $$a.tar' --journal j --definition sha256:00 || $(call failed,)")
        )
        // A comment that ended with a backslash would take the next line along.
        #expect(lines.contains("#   echo $HOME \\ "))
        #expect(lines.last == "\t@touch $@")
    }

    @Test func removingHasNoVariables() throws {
        let sample = package()
        let removal = try Plan.remove(
            sample, digest: "sha256:00", components: sample.components,
            places: Plan.Places(package: "p.tar", journal: "j"))
        #expect(
            removal.components.flatMap(\.steps).map(\.command) == [
                ["zarf-action", "run", "j/zarf.yaml", "one/onRemove/after"]
            ])
        #expect(removal.begin.command.contains("--without-variables"))
    }

    @Test(arguments: ["a b", "a$b", "a#b", "a:b", "a%b", "", "-a", "a\nb", "ä", "a;b", "a*b", "~/j"])
    func journalsThatMakeCannotNameAreRefused(path: String) {
        #expect(throws: PlanError.unusableJournal(path)) { try plan(package(), journal: path) }
    }

    @Test func aNewlineInThePackagesPathIsRefused() {
        #expect(throws: PlanError.self) { try Plan.Places(package: "a\nb.tar", journal: "j") }
    }

    @Test(arguments: ["images", "charts", "manifests", "repos", "image archives", "data injections", "health checks"])
    func everyNeedOfAClusterIsSeen(need: String) {
        let sample = package { component in
            switch need {
            case "images": component.images = ["nginx"]
            case "charts": component.charts = [ComponentChart()]
            case "manifests": component.manifests = [ComponentManifest()]
            case "repos": component.repos = ["https://example.test/x.git"]
            case "image archives": component.imageArchives = [ImageArchive()]
            case "data injections": component.dataInjections = [DataInjection()]
            default: component.healthChecks = [HealthCheck()]
            }
        }
        let error = #expect(throws: PlanError.self) { try plan(sample) }
        #expect(error?.message == "plan sample: component \"one\" needs a cluster for \(need)")
        #expect(error?.kind == .failed)
    }

    @Test func aGoTemplateAmongTheFilesIsRefused() {
        var file = ComponentFile()
        (file.target, file.template) = ("out", true)
        let error = #expect(throws: PlanError.self) { try plan(package { $0.files = [file] }) }
        #expect(error?.message.contains("has the Go template \"out\"") == true)
    }

    @Test(arguments: [
        ("v0.84.0", true), ("v0.65.0", true), ("0.84", true), ("v0.84.1", false), ("v1.0.0", false), ("x", false),
    ])
    func theVersionThatIsNeededIsHeldAgainstOurs(version: String, isEnough: Bool) {
        var sample = package()
        sample.build.versionRequirements = [VersionRequirement(version: version, reason: "because")]
        if isEnough {
            #expect(throws: Never.self) { try plan(sample) }
        } else {
            #expect(throws: PlanError.needsVersion(package: "sample", version: version, reason: "because")) {
                try plan(sample)
            }
        }
    }

    @Test func controlCharactersStayOutOfWhatPeopleRead() throws {
        var sample = package { $0.description = "a\u{1b}[31m\nb\u{85}" }
        sample.metadata.description = "c\u{7}"
        let made = try plan(sample)
        for text in [made.text, made.makefile] {
            #expect(!text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n" && $0 != "\t") || $0.value == 0x85 })
        }
    }

    @Test(arguments: ["../x", "a/b", "A", "", "-a", "a.b"]) func namesOfComponentsAreChecked(name: String) {
        let yaml = "kind: ZarfPackageConfig\nmetadata: {name: p}\ncomponents: [{name: \"\(name)\"}]\n"
        #expect(throws: PlanError.self) { try Package(readingFinished: Array(yaml.utf8), file: "zarf.yaml") }
    }
}

@Suite struct JournalTests {
    private func given(_ text: String) -> DeployVariables {
        var variables = DeployVariables()
        variables.setVariable("A", .init(text))
        return variables
    }

    @Test func theSamePlanGoesOnAnotherIsRefused() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let path = directory.path.appending("below").appending("journal")
        let journal = Journal(path)
        #expect(try journal.unfinishedSettings() == nil)
        #expect(try journal.prepare(plan(package()), given: given("1")) == false)
        #expect(try journal.prepare(plan(package()), given: given("1")) == true)
        #expect(try journal.unfinishedSettings() == given("1"))
        #expect(try FileInformation(of: path).mode == 0o700)
        let values = #expect(throws: PlanError.self) { try journal.prepare(plan(package()), given: given("s3cr3t")) }
        #expect(values?.message.contains("other values of A") == true)
        #expect(values?.message.contains("s3cr3t") == false)
        #expect(throws: PlanError.self) {
            try journal.prepare(plan(package { $0.actions.onDeploy.before = [] }), given: given("1"))
        }
    }

    @Test func aFinishedOneMakesRoom() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let journal = Journal(directory.path)
        try journal.prepare(plan(package()), given: given("1"))
        for name in ["begun", "one.before", "variables.json", "deployed", "failed", "own notes"] {
            try writeFile(directory.path.appending(name), "x".utf8)
        }
        #expect(try journal.prepare(plan(package()), given: given("2")) == false)
        #expect(try directoryEntries(directory.path) == ["Makefile", "given.json", "own notes", "plan.txt"])
    }

    @Test func beginningKeepsVariablesThatAreThere() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let journal = Journal(directory.path)
        try journal.begin(definition: Array("kind: x".utf8), variables: given("1"))
        try journal.begin(definition: Array("kind: x".utf8), variables: given("2"))
        let file = directory.path.appending("variables.json")
        #expect(try DeployVariables(reading: file) == given("1"))
        #expect(try FileInformation(of: file).mode == 0o600)
    }

    @Test func aDirectoryWithOtherFilesIsLeftAlone() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        try systemMode(directory.path, 0o755)
        try writeFile(directory.path.appending("own"), "x".utf8)
        #expect(throws: PlanError.self) { try Journal(directory.path).prepare(plan(package()), given: given("1")) }
        #expect(try FileInformation(of: directory.path).mode == 0o755)
        #expect(try directoryEntries(directory.path) == ["own"])
    }

    private func systemMode(_ path: FilePath, _ mode: mode_t) throws {
        try systemCall("change mode", path.string) { path.withPlatformString { chmod($0, mode) } }
    }
}
