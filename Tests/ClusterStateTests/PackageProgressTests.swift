import ClusterState
import Documents
import PackageModel
import Testing

@Suite struct PackageProgressTests {
    private let definition: Value = [
        "metadata": ["name": "shop", "version": "1.0.0"],
        "components": [["name": "base"], ["name": "web"], ["name": "docs"]],
    ]

    private func noted(
        _ record: PackageRecord?, _ component: String, _ status: ComponentStatus, _ releases: [String] = []
    ) throws -> PackageRecord? {
        var progress = ComponentProgress(definition: definition, component: component, status: status, generation: 2)
        progress.charts = releases.map { name in
            InstalledChart(
                namespace: "ns", release: name, isInstalled: status != .failed,
                connections: .object([name: ["description": "d", "url": "/"]]))
        }
        return try PackageRecord.following(record, progress)
    }

    @Test func componentsStandInThePackagesOrder() throws {
        var record: PackageRecord?
        for component in ["web", "docs", "base"] { record = try noted(record, component, .succeeded) }
        #expect(record?.components.map(\.name) == ["base", "web", "docs"])
        #expect(
            record?.value["data"]?["components"]?.array?.compactMap { $0["name"]?.string } == ["base", "web", "docs"])
        #expect(record?.generation == 2)
    }

    @Test func otherComponentsAndEarlierReleasesStay() throws {
        let first = try noted(nil, "base", .succeeded, ["a", "b"])
        let second = try noted(first, "web", .deploying)
        let third = try noted(second, "base", .failed, ["b"])
        #expect(third?.components.map(\.status) == ["Failed", "Deploying"])
        #expect(third?.releases(of: "base").map(\.name) == ["a", "b"])
        #expect(third?.value["connectStrings"]?["a"]?["url"] == "/")
    }

    @Test func componentsOfAnotherVersionStayToo() throws {
        let older = try PackageRecord([
            "name": "shop", "data": ["metadata": ["name": "shop"], "components": [["name": "old"]]],
            "deployedComponents": [["name": "old", "status": "Succeeded"]],
        ])
        let newer = try noted(older, "base", .succeeded)
        #expect(newer?.components.map(\.name) == ["old", "base"])
        #expect(newer?.version == "1.0.0")
    }

    @Test func whatWasDeployedFromTheSameIsLeftAlone() throws {
        var progress = ComponentProgress(
            definition: definition, component: "web", status: .succeeded, generation: 1)
        progress.inputs = "sha256:1"
        progress.charts = [
            InstalledChart(namespace: "ns", release: "web", isInstalled: true, manifestDigest: "sha256:2")
        ]
        let record = try #require(try PackageRecord.following(nil, progress))
        #expect(record.standing(of: "web", inputs: "sha256:1") == .unchanged)
        #expect(record.manifestDigest(of: "web", in: "ns", component: "web") == "sha256:2")
        #expect(record.manifestDigest(of: "web", in: "other", component: "web") == nil)
        #expect(
            record.standing(of: "web", inputs: "sha256:3")
                == .changed("package, variables, values or the cluster's services are others"))
        #expect(record.standing(of: "base", inputs: "sha256:1") == .unknown)
        // What is begun again is no longer as it was.
        let again = try noted(record, "web", .deploying)
        #expect(again?.standing(of: "web", inputs: "sha256:1") == .changed("the cluster's record says Deploying"))
        let others = try noted(record, "web", .succeeded)
        #expect(
            others?.standing(of: "web", inputs: "sha256:1") == .changed("it was deployed by another tool or version"))
    }

    @Test func whatIsRemovedIsForgottenTheLastWithTheRecord() throws {
        var record = try noted(try noted(nil, "base", .succeeded), "web", .succeeded)
        record = try noted(record, "web", .removing)
        #expect(record?.components.map(\.status) == ["Succeeded", "Removing"])
        record = try noted(record, "web", .removed)
        #expect(record?.components.map(\.name) == ["base"])
        #expect(try noted(record, "base", .removed) == nil)
        #expect(try noted(nil, "base", .removed) == nil)
    }
}
