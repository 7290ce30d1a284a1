import ClusterState
import Documents
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
