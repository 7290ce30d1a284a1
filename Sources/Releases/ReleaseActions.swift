public import Diagnostics
import Documents
public import Kubernetes
import Sprig

/// What can be done with releases in a cluster.
public struct ReleaseActions: Sendable {
    /// The cluster.
    public let cluster: Cluster
    /// The namespace of the releases.
    public let namespace: String
    /// The records.
    public let store: ReleaseStore
    /// How things are done.
    public var options: Options
    /// For what people should know.
    public let reporter: any Reporter
    /// Where the logs of hooks go, a piece at a time.
    public let showLog: @Sendable ([UInt8]) -> Void
    /// Where the differences go that a dry run would make, an object at a time; nil if nobody asks.
    public var showDifference: (@Sendable (String) throws -> Void)?

    /// Actions in one namespace.
    public init(
        _ cluster: Cluster, namespace: String, options: Options = Options(),
        reporter: any Reporter = SilentReporter(),
        showLog: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.namespace = namespace
        store = ReleaseStore(cluster, namespace: namespace)
        self.options = options
        self.reporter = reporter
        self.showLog = showLog
    }

    /// Now, as records have it.
    static func now() -> String { Timestamp.now().text }

    // MARK: pending revisions

    /// Revisions that whoever was at work on them left behind. Throws `ReleaseError.inProgress` if somebody still is.
    ///
    /// Differs: with Helm they are in the way for good.
    func abandoned(_ entries: [ReleaseStore.Entry], of name: String) throws -> [ReleaseStore.Entry] {
        let unfinished = entries.filter { $0.status.isPending || $0.status == .uninstalling }
        for entry in unfinished where entry.revision == entries.last?.revision {
            if case .present(let who) = try store.writer(of: entry, name, patienceSeconds: options.timeoutSeconds) {
                throw ReleaseError.inProgress(since: who)
            }
        }
        return unfinished
    }

    /// Marks revisions that were left behind as failed.
    func giveUp(_ entries: [ReleaseStore.Entry], of name: String) throws {
        for entry in entries where entry.status.isPending {
            let isGivenUp = try amend(name, revision: entry.revision) { release in
                guard release.info.status.isPending else { return false }
                release.set(
                    .failed, "Release \"\(name)\" failed: whoever began this revision ended before it was done")
                return true
            }
            guard isGivenUp else { continue }
            reporter.warn("revision \(entry.revision) of release \"\(name)\" was abandoned; it counts as failed now")
        }
    }

    // MARK: what is done late

    // Who was killed has gone at once, but not what they asked the server for last: it may be done after others have
    // begun, and change what those have read.

    /// How often that may happen in one go: a run asks for one thing after the other, but several may have been killed.
    static let maximumAttempts = 5

    /// Adds a revision, and tries again if one of its number is there now. If somebody is at work on that one, the next
    /// attempt says so.
    ///
    /// - add: is told which attempt it is, from 1.
    func addingRevision(_ add: (Int) throws -> Release) throws -> Release {
        for attempt in 1..<Self.maximumAttempts {
            do { return try add(attempt) } catch ReleaseError.exists { continue }
        }
        return try add(Self.maximumAttempts)
    }

    /// Changes the record of a revision that nobody is at work on, and looks at it again if it has changed meanwhile.
    ///
    /// - known: how it was read.
    /// - change: returns false if nothing is to be changed.
    ///
    /// Returns whether it was changed; a record that is not there any more is not.
    @discardableResult
    func amend(
        _ name: String, revision: Int, _ known: ReleaseStore.Stored? = nil, _ change: (inout Release) -> Bool
    ) throws -> Bool {
        var known = known
        for attempt in 1... {
            do {
                var stored = try known ?? store.read(name, revision: revision)
                known = nil
                guard change(&stored.release) else { return false }
                try store.update(stored.release, after: stored.resourceVersion)
                return true
            } catch ReleaseError.notFound {
                return false
            } catch ReleaseError.changedMeanwhile where attempt < Self.maximumAttempts {}
        }
        return false
    }

    // MARK: records

    /// The chart's and the user's labels that a record may have.
    func checkLabels() throws {
        guard options.labels.keys.contains(where: ReleaseStore.isSystemLabel) else { return }
        throw ReleaseError.refused(
            "user supplied labels contains system reserved label name. System labels: "
                + "[name owner status version createdAt modifiedAt]")
    }

    /// Makes sure that a record fits before anything is applied.
    func checkSize(of release: Release) throws {
        let byteCount = try release.encoded().utf8.count
        // Hooks' times and a description are still to come.
        guard byteCount + 512 * (release.hooks.count + 4) <= ReleaseStore.maximumByteCount else {
            throw ReleaseError.tooLarge(name: release.name, byteCount: byteCount)
        }
    }

    /// The last revision of a release, or one by its number. Throws `ReleaseError.notFound`.
    public func read(_ name: String, revision: Int = 0) throws -> Release {
        if revision > 0 { return try store.read(name, revision: revision).release }
        guard let last = try store.entries(of: name).last else { throw ReleaseError.notFound }
        return try store.read(name, revision: last.revision).release
    }

    // MARK: objects

    /// The objects of a manifest; of those that are there twice the last, as it would have the last word anyway.
    func objects(of manifest: String, place: String, allowsGeneratedNames: Bool = false) throws -> [Object] {
        var byKey: [String: Int] = [:]
        var result: [Object] = []
        let read = try Object.read(Array(manifest.utf8), file: place, allowsGeneratedNames: allowsGeneratedNames)
        for var object in read {
            object.place = nil
            let key = key(of: object)
            if let index = byKey[key] {
                reporter.warn("\(object.shortName) is there twice in \(place); the last one counts")
                result[index] = object
            } else {
                byKey[key] = result.count
                result.append(object)
            }
        }
        return result
    }

    /// The objects that a recorded revision has in the cluster, or had.
    ///
    /// Objects that leave their names to the server are refused when a chart is released, but Helm lets some pass with
    /// `--server-side=false`, and can neither upgrade nor uninstall the release then. They are found by its marks.
    func recorded(_ release: Release) throws -> [Object] {
        try objects(
            of: release.manifest, place: "manifest of release \(release.name)", allowsGeneratedNames: true
        ).flatMap { object in
            guard let prefix = object.generatedNamePrefix else { return [object] }
            guard let location = try cluster.locationIfServed(of: object, namespace: namespace) else { return [] }
            return try cluster.list(
                location.resource, namespace: location.namespace, Cluster.Selection(labels: Ownership.selector)
            ).objects.filter { found in
                found.value["metadata"]?["generateName"]?.string == prefix
                    && Ownership.fault(found, release.name, namespace) == nil
            }
        }
    }

    /// What makes two objects the same.
    // helm v4.2 pkg/kube/resource.go isMatchingInfo: the version does not count.
    func key(of object: Object) -> String {
        let name = object.generatedNamePrefix.map { "\($0)*" } ?? object.name
        return "\(object.group)/\(object.kind)/\(object.namespace ?? namespace)/\(name)"
    }

    /// Waits for objects as the options say.
    func wait(for objects: [Object]) throws {
        guard options.effectiveWait != .hookOnly else { return }
        let isPaused = { (object: Object) in
            object.kind == "Deployment" && object.value["spec"]?["paused"]?.bool == true
        }
        let locations = try objects.filter { !isPaused($0) }.map {
            try cluster.location(of: $0, namespace: namespace)
        }
        guard !locations.isEmpty else { return }
        try cluster.wait(
            for: .ready(jobsMustComplete: options.waitsForJobs), locations, timeoutSeconds: options.timeoutSeconds)
    }
}
