import Documents
import Releases
import Testing

struct ReleaseCodingTests {
    @Test func aRecordSurvivesBeingWrittenAndRead() throws {
        var release = Release(
            name: "web", namespace: "shop", revision: 3, info: Release.Info(),
            chart: ["metadata": ["name": "c", "version": "1.0.0"]],
            config: ["a": ["b": [1, .double(2.5), "<x>", .null]]], manifest: "---\n# Source: c\n", hooks: [],
            applyMethod: .serverSide, labels: ["team": "a"])
        release.info.status = .deployed
        release.info.lastDeployed = "2026-11-28T13:29:20.500430782Z"
        var hook = Hook(name: "h", kind: "Job", path: "c/h.yaml", manifest: "kind: Job", events: ["pre-install"])
        hook.weight = -5
        hook.deletePolicies = ["hook-succeeded"]
        hook.lastRun.phase = "Succeeded"
        release.hooks = [hook]
        let again = try Release(encoded: try release.encoded(), labels: release.labels, place: "test")
        #expect(again.record == release.record)
        #expect(again.labels == ["team": "a"])
    }
}
