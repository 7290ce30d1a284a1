import Diagnostics
import Documents
import FileIO
import HTTP
import Kubernetes

/// Makes the hooks of a release for one event, and waits for what they do.
// helm v4.2 pkg/action/hooks.go.
struct HookRunner {
    let actions: ReleaseActions
    /// Called when something about a hook is to be recorded.
    let record: (Release) throws -> Void

    private var cluster: Cluster { actions.cluster }
    private var options: ReleaseActions.Options { actions.options }

    /// Runs the hooks of an event, lighter ones first. Those that succeeded are deleted afterwards if they wish it.
    ///
    /// - chosen: which of them are run.
    /// - beforeCleanup: called when all have ended, while they are still there.
    func run(
        _ event: String, of release: inout Release, chosen: (Hook) -> Bool = { _ in true },
        beforeCleanup: (Release) throws -> Void = { _ in }
    ) throws {
        let running = release.hooks.indices.filter { index in
            release.hooks[index].events.contains(event) && chosen(release.hooks[index])
        }.sorted { first, second in
            let (one, other) = (release.hooks[first], release.hooks[second])
            if one.weight != other.weight { return one.weight < other.weight }
            return one.name != other.name ? one.name.utf8.lexicographicallyPrecedes(other.name.utf8) : first < second
        }
        var done: [Int] = []
        for index in running {
            do {
                try run(&release, index, event)
                done.append(index)
            } catch {
                try? beforeCleanup(release)
                try? delete(release.hooks[index], if: "hook-failed")
                for index in done { try? delete(release.hooks[index], if: "hook-succeeded") }
                throw error
            }
        }
        try beforeCleanup(release)
        for index in done.reversed() {
            showLogs(of: release.hooks[index], if: "hook-succeeded")
            try delete(release.hooks[index], if: "hook-succeeded")
        }
    }

    private func run(_ release: inout Release, _ index: Int, _ event: String) throws {
        if release.hooks[index].deletePolicies.isEmpty {
            release.hooks[index].deletePolicies = ["before-hook-creation"]
        }
        let hook = release.hooks[index]
        try delete(hook, if: "before-hook-creation")
        release.hooks[index].lastRun = Hook.Execution(startedAt: ReleaseActions.now(), phase: "Running")
        try record(release)
        do {
            let objects = try actions.objects(of: hook.manifest, place: "hook \(hook.path)")
            let method = release.applyMethod ?? .serverSide
            try withContext("warning: Hook \(event) \(hook.path) failed") {
                try actions.apply(objects, over: [], method, migrates: false, ObjectChanges())
            }
            let locations = try objects.map { try cluster.location(of: $0, namespace: actions.namespace) }
            try cluster.wait(for: .finished, locations, timeoutSeconds: options.timeoutSeconds)
        } catch {
            release.hooks[index].lastRun.completedAt = ReleaseActions.now()
            release.hooks[index].lastRun.phase = "Failed"
            showLogs(of: hook, if: "hook-failed")
            throw error
        }
        release.hooks[index].lastRun.completedAt = ReleaseActions.now()
        release.hooks[index].lastRun.phase = "Succeeded"
    }

    // MARK: deletion

    private func delete(_ hook: Hook, if policy: String) throws {
        // helm: a definition takes all its objects along.
        guard hook.deletePolicies.contains(policy), hook.kind != "CustomResourceDefinition" else { return }
        let objects = try actions.objects(of: hook.manifest, place: "hook \(hook.path)")
        let deleted = try cluster.delete(objects, namespace: actions.namespace) { _, _ in }
        // Differs: Helm does not wait unless told to, and may then make the new one before the old one is gone.
        try cluster.wait(for: .deleted, deleted, timeoutSeconds: options.timeoutSeconds)
    }

    // MARK: logs

    private func showLogs(of hook: Hook, if policy: String) {
        guard hook.logPolicies.contains(policy) else { return }
        do {
            try writeLogs(of: hook)
        } catch let failure as any Failure {
            actions.reporter.warn("logs of hook \(hook.name): \(failure.message)")
        } catch {
            actions.reporter.warn("logs of hook \(hook.name): \(error)")
        }
    }

    /// Shows what the containers of a hook's pods wrote.
    private func writeLogs(of hook: Hook) throws {
        guard hook.kind == "Job" || hook.kind == "Pod" else { return }
        let object = try actions.objects(of: hook.manifest, place: "hook \(hook.path)").first
        let selection =
            hook.kind == "Job"
            ? Cluster.Selection(labels: "job-name=\(hook.name)")
            : Cluster.Selection(fields: "metadata.name=\(hook.name)")
        let pods = try cluster.list(
            Cluster.podResource, namespace: object?.namespace ?? actions.namespace, selection
        ).objects
        for pod in pods {
            for container in pod.value["spec"]?["containers"]?.array ?? [] {
                let name = container["name"]?.string ?? ""
                try actions.copyLog(of: pod, container: name, to: LogSink(actions.showLog))
            }
        }
    }
}

extension ReleaseActions {
    /// Copies what a container of a pod wrote.
    func copyLog(of pod: Object, container: String?, to sink: any ByteSink) throws {
        let place = Cluster.podResource.path(namespace: pod.namespace ?? namespace, name: pod.name)
        let query = container.map { "?container=\(percentEncoded($0))" } ?? ""
        let request = try cluster.client.request(.get, "\(place)/log\(query)", accept: "*/*")
        let stream = try cluster.client.open(request, operation: "read log of pod/\(pod.name)")
        try sink.copy(from: stream)
    }
}

/// Hands on what is written to it.
private final class LogSink: ByteSink {
    private let show: @Sendable ([UInt8]) -> Void

    init(_ show: @escaping @Sendable ([UInt8]) -> Void) { self.show = show }

    func write(_ bytes: UnsafeRawBufferPointer) { show([UInt8](bytes)) }
}
