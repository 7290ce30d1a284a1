import Diagnostics
import Documents
import FileIO
import Kubernetes

extension ReleaseActions {
    /// Makes the test hooks of a release and waits for their end.
    ///
    /// - chosen: which tests, by name.
    /// - report: called with the release when all have ended, while their pods are still there.
    ///
    /// Throws what the first failed test failed of; `report` has been called then.
    // helm v4.2 pkg/action/release_testing.go.
    public func test(
        _ name: String, chosen: (String) -> Bool = { _ in true }, report: (Release) throws -> Void
    ) throws {
        guard (try? Self.checkName(name)) != nil else {
            throw ReleaseError.refused("releaseTest: Release name is invalid: \(name)")
        }
        guard let last = try store.entries(of: name).last else { throw ReleaseError.notFound }
        var stored = try store.read(name, revision: last.revision)
        var version = stored.resourceVersion
        let hooks = HookRunner(actions: self) { release in
            version = try store.update(release, after: version)
        }
        var problem: (any Error)?
        do {
            try hooks.run("test", of: &stored.release, chosen: { chosen($0.name) }) { release in
                try store.update(release, after: version)
                try report(release)
            }
        } catch {
            problem = error
        }
        if let problem { throw problem }
    }

    /// Hands over what the pods of tests wrote, a test at a time.
    public func writeTestLogs(
        of release: Release, chosen: (String) -> Bool, write: (String, [UInt8]) throws -> Void
    ) throws {
        for hook in release.hooks.sorted(by: { ($0.weight, $0.name) < ($1.weight, $1.name) })
        where hook.events.contains("test") && chosen(hook.name) {
            let sink = MemorySink()
            try copyLog(of: Object(["metadata": ["name": .string(hook.name)]]), container: nil, to: sink)
            try write(hook.name, sink.bytes)
        }
    }
}
