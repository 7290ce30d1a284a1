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
    func everyNeedOfAClusterIsSeen(need: String) throws {
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
        #expect(try plan(sample).cluster != nil)
        let without = try Plan.deploy(
            sample, digest: "sha256:00", components: sample.components, variables: DeployVariables(),
            places: Plan.Places(package: "p.tar", journal: "j"), leavesOutClusterWork: true)
        #expect(without.leftOut.map(\.text) == ["component \"one\" needs a cluster for \(need)"])
        #expect(without.components.isEmpty && without.cluster == nil)
    }

    private func clusterPackage() -> Package {
        var sample = package { component in
            component.images = ["nginx"]
            var chart = ComponentChart()
            (chart.name, chart.version, chart.namespace) = ("web", "1.0.0", "shop")
            component.charts = [chart]
            var manifest = ComponentManifest()
            (manifest.name, manifest.files, manifest.noWait) = ("settings", ["a.yaml"], true)
            component.manifests = [manifest]
        }
        var two = sample.components[0]
        two.name = "two"
        sample.components.append(two)
        return sample
    }

    @Test func aComponentIsDeployedInUpstreamsOrder() throws {
        let made = try plan(clusterPackage())
        #expect(
            made.components[0].steps.map(\.name) == [
                "one.noted", "one.before", "one.images", "one.releases", "one.chart-1", "one.manifest-1",
                "one.recorded",
            ])
        let chart = made.components[0].steps[4].command
        #expect(
            chart.starts(with: [
                "zarf-helm", "upgrade", "--install", "web", "j/releases/one/chart-1.tgz", "--namespace", "shop",
                "--values", "j/releases/one/chart-1.yaml",
            ]))
        #expect(chart.contains("--wait"))
        let manifest = made.components[0].steps[5].command
        // spec/zarf-interop.md §11: sha1 of raw-sample-one-settings.
        #expect(manifest[3] == "zarf-b19b618a95dc1d81e3f5627588df5f94e1881b36")
        #expect(!manifest.contains("--wait"))
        #expect(manifest[6] == "default")
    }

    @Test func imagesOfLaterComponentsArePushedAhead() throws {
        let lines = try plan(clusterPackage()).makefile.split(separator: "\n")
        #expect(lines.contains("$(journal)/one.images: | $(journal)/cluster"))
        #expect(lines.contains("$(journal)/two.images: | $(journal)/one.images"))
        #expect(lines.contains("$(journal)/one.releases: | $(journal)/one.before $(journal)/one.images"))
        #expect(lines.contains("$(journal)/two.noted: | $(journal)/one.recorded"))
        let failing = lines.first {
            $0.contains("zarf-helm upgrade --install web j/") || $0.contains("--install web $(journal)/releases/two/")
        }
        #expect(
            failing?.contains(
                "$(call failed,zarf-plan undo web --namespace shop --timeout 15m || :; zarf-plan record two Failed --journal j || :; zarf-action run"
            ) == true)
    }

    @Test func whatPreparesAClusterIsLeftToInit() throws {
        var sample = clusterPackage()
        sample.kind = Package.initKind
        sample.components[0].name = "zarf-registry"
        #expect(try plan(sample).components.map(\.name) == ["two"])
        sample.components.removeLast()
        #expect(throws: PlanError.initPackage("sample")) { try plan(sample) }
    }

    @Test func connectedNothingIsPushed() throws {
        let sample = clusterPackage()
        var options = DeployOptions()
        options.isConnected = true
        let made = try Plan.deploy(
            sample, digest: "sha256:00", components: sample.components, variables: DeployVariables(),
            places: Plan.Places(package: "p.tar", journal: "j"), options: options)
        #expect(!made.steps.contains { $0.kind == .images })
        #expect(made.steps.filter { $0.kind == .chart }.allSatisfy { $0.command.contains("--connected") })
    }

    @Test func releasesAreRemovedInReverseOrder() throws {
        let sample = clusterPackage()
        let removal = try Plan.remove(
            sample, digest: "sha256:00", components: sample.components,
            places: Plan.Places(package: "p.tar", journal: "j"),
            releases: ["one": [.init(name: "a", namespace: "x"), .init(name: "b", namespace: "y")], "two": []])
        #expect(
            removal.components.flatMap(\.steps).map(\.name) == [
                "two.remove-noted", "two.remove-after", "two.remove-recorded", "one.remove-noted", "one.uninstall-1",
                "one.uninstall-2", "one.remove-after", "one.remove-recorded",
            ])
        #expect(removal.components[1].steps[1].command[2] == "b")
    }

    @Test func aPackageMovesToAnotherNamespaceIfItHasOne() throws {
        var sample = clusterPackage()
        #expect(throws: PlanError.self) { try sample.moved(to: "other") }
        for index in sample.components.indices { sample.components[index].manifests[0].namespace = "shop" }
        let moved = try sample.moved(to: "other")
        #expect(moved.components[1].charts[0].namespace == "other")
        #expect(moved.components[0].manifests[0].namespace == "other")
        sample.metadata.allowNamespaceOverride = false
        #expect(throws: PlanError.self) { try sample.moved(to: "other") }
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
        #expect(try journal.prepare(plan(package()), given: given("2")) == false)
        // Nothing has been done: other values do no harm.
        #expect(try journal.prepare(plan(package()), given: given("1")) == false)
        try writeFile(path.appending("begun"), "".utf8)
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

    @Test func aClusterThatWasNotReadyDoesNotBind() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let journal = Journal(directory.path)
        try journal.prepare(plan(package { $0.images = ["nginx"] }), given: given("1"))
        try writeFile(directory.path.appending("begun"), "".utf8)
        #expect(try journal.prepare(plan(package()), given: given("2")) == false)
        try journal.prepare(plan(package { $0.images = ["nginx"] }), given: given("1"))
        for name in ["begun", "cluster"] { try writeFile(directory.path.appending(name), "".utf8) }
        #expect(throws: PlanError.self) { try journal.prepare(plan(package()), given: given("1")) }
    }

    @Test func aFinishedOneMakesRoom() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let journal = Journal(directory.path)
        try journal.prepare(plan(package()), given: given("1"))
        for name in [
            "begun", "one.before", "variables.json", "deployed", "failed", "own notes", "one.chart-1",
            "one.remove-noted",
            "state.json", "own.chart-x",
        ] {
            try writeFile(directory.path.appending(name), "x".utf8)
        }
        #expect(try journal.prepare(plan(package()), given: given("2")) == false)
        #expect(
            try directoryEntries(directory.path) == [
                "Makefile", "given.json", "own notes", "own.chart-x", "plan.json", "plan.txt",
            ])
    }

    @Test func theInputsAreAllThatWasGiven() throws {
        let directory = try TemporaryDirectory(in: "/tmp")
        let note = directory.path.appending("note")
        try writeFile(note, "one".utf8)
        func inputs(_ definition: String, _ text: String, isFile: Bool = false) throws -> String? {
            let journal = Journal(directory.path.appending("journal"))
            var variables = DeployVariables()
            variables.setVariable("X", .init(text, isFile: isFile))
            try journal.begin(definition: Array(definition.utf8), variables: variables)
            return try journal.allInputs()
        }
        let first = try inputs("a", "1")
        #expect(try first != nil && first == inputs("a", "1"))
        #expect(try first != inputs("b", "1"))
        #expect(try first != inputs("a", "2"))
        // Of a file, it is the content that counts.
        let file = try inputs("a", note.string, isFile: true)
        try writeFile(note, "two".utf8)
        #expect(try file != inputs("a", note.string, isFile: true))
        let journal = Journal(directory.path.appending("journal"))
        let before = try journal.allInputs()
        try journal.noteClusterInputs(["REGISTRY": "a.test"], isConnected: false)
        #expect(try before != journal.allInputs())
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
