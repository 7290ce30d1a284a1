import Diagnostics
import Documents
import FileIO
import Glibc
import HTTP
import Synchronization
import SystemPackage

/// What kinds an API server serves. Asked for when first needed, a group and version at a time where that is enough,
/// and kept in a file for the next run. Used from any thread.
public final class Discovery: Sendable {
    private struct State {
        var versions: [GroupVersion: [Resource]] = [:]
        /// Group and version in the server's order of preference, once everything is known.
        var order: [GroupVersion]?
        /// Answers of this run, which need not be asked for again.
        var fresh: Set<GroupVersion> = []
        var isChanged = false
    }

    private let client: APIClient
    private let cache: FilePath?
    private let state: Mutex<State>

    /// kubectl keeps what it discovered for six hours. What is not found in the cache is asked for again anyway.
    private static let cacheSeconds = 6 * 3600

    /// - cache: a directory for what was discovered; nil keeps nothing.
    public init(_ client: APIClient, cache: FilePath? = nil) {
        self.client = client
        self.cache = cache.map { $0.appending(Self.fileName(client.access)) }
        var state = State()
        if let file = self.cache { Self.load(file, into: &state) }
        self.state = Mutex(state)
    }

    // MARK: looking up

    /// How the kind of an object is served. Throws `KubernetesError.unknownKind`.
    public func resource(apiVersion: String, kind: String) throws -> Resource {
        let groupVersion = GroupVersion(apiVersion)
        if let found = known(groupVersion)?.first(where: { $0.kind == kind }) { return found }
        if !isFresh(groupVersion) {
            let resources = try fetch(groupVersion)
            if let found = resources.first(where: { $0.kind == kind }) { return found }
        }
        throw KubernetesError.unknownKind("\(kind) in \(apiVersion)", suggestion: try? suggestion(kind, groupVersion))
    }

    private func suggestion(_ kind: String, _ groupVersion: GroupVersion) throws -> String? {
        let all = try everything().filter { $0.verbs.contains("get") }
        if let elsewhere = all.first(where: { $0.kind == kind && $0.groupVersion.group == groupVersion.group })
            ?? all.first(where: { $0.kind == kind })
        {
            return "\(kind) in \(elsewhere.groupVersion)"
        }
        let kinds = all.filter { $0.groupVersion == groupVersion }.map(\.kind)
        return nearestSpelling(of: kind, among: kinds)
    }

    /// What a person means by `deploy`, `deployments.apps`, `Deployment` or `deployments.v1.apps`.
    ///
    /// Throws `KubernetesError.unknownKind`.
    public func resource(named name: String) throws -> Resource {
        let wanted = name.lowercased()
        let wasComplete = state.withLock { $0.order != nil }
        if let found = match(wanted, try everything()) { return found }
        // The file may be older than the kind.
        if wasComplete, let found = match(wanted, try fetchEverything()) { return found }
        let names = try everything().flatMap { [$0.plural, $0.singular] + $0.shortNames }
        throw KubernetesError.unknownKind("\"\(name)\"", suggestion: nearestSpelling(of: wanted, among: names))
    }

    private func match(_ wanted: String, _ resources: [Resource]) -> Resource? {
        let parts = wanted.split(separator: ".", maxSplits: 1).map(String.init)
        guard let first = parts.first else { return nil }
        func isNamed(_ resource: Resource) -> Bool {
            resource.plural == first || resource.singular == first || resource.kind.lowercased() == first
                || resource.shortNames.contains(first)
        }
        let named = resources.filter { isNamed($0) && $0.verbs.contains { $0 == "get" || $0 == "list" } }
        guard parts.count == 2 else {
            return named.first { $0.plural == first || $0.singular == first } ?? named.first
        }
        return named.first { $0.groupVersion.group == parts[1] }
            ?? named.first { "\($0.groupVersion.version).\($0.groupVersion.group)" == parts[1] }
            ?? named.first { $0.groupVersion.group.hasPrefix(parts[1]) }
    }

    /// Every resource, the preferred version of a group first.
    public func everything() throws -> [Resource] {
        let known = state.withLock { state in
            state.order.map { order in order.flatMap { state.versions[$0] ?? [] } }
        }
        return try known ?? fetchEverything()
    }

    /// Groups with versions, `apps/v1`, and those with a kind, `apps/v1/Deployment`, asked for now.
    package func servedVersions() throws -> [String] {
        let resources = try fetchEverything()
        var seen: Set<String> = []
        let versions = state.withLock { $0.order ?? [] }.map(\.description)
        let kinds = resources.map { "\($0.groupVersion)/\($0.kind)" }
        return (versions + kinds).filter { seen.insert($0).inserted }
    }

    /// Forgets that a group and version was asked for, so that a kind that has just been defined is found.
    public func forget(_ groupVersion: GroupVersion) {
        state.withLock { state in
            state.versions[groupVersion] = nil
            state.fresh.remove(groupVersion)
            state.order = nil
        }
    }

    private func known(_ groupVersion: GroupVersion) -> [Resource]? { state.withLock { $0.versions[groupVersion] } }
    private func isFresh(_ groupVersion: GroupVersion) -> Bool { state.withLock { $0.fresh.contains(groupVersion) } }

    // MARK: asking

    /// One group and version; empty if the server has none such.
    private func fetch(_ groupVersion: GroupVersion) throws -> [Resource] {
        var resources: [Resource] = []
        do {
            let list = try client.get(groupVersion.path, operation: "discover \(groupVersion)")
            resources = (list["resources"]?.array ?? []).compactMap { Resource($0, in: groupVersion) }
        } catch let error as KubernetesError where error.isNotFound {}
        state.withLock { state in
            state.versions[groupVersion] = resources
            state.fresh.insert(groupVersion)
            state.isChanged = true
        }
        return resources
    }

    private func fetchEverything() throws -> [Resource] {
        let versions = try fetchAggregated() ?? fetchClassic()
        return state.withLock { state in
            state.order = versions.map(\.0)
            state.versions = Dictionary(versions, uniquingKeysWith: { first, _ in first })
            state.fresh.formUnion(versions.map(\.0))
            state.isChanged = true
            return versions.flatMap(\.1)
        }
    }

    /// Kubernetes 1.26 and newer answer in two requests; nil if this server does not.
    private func fetchAggregated() throws -> [(GroupVersion, [Resource])]? {
        let accept =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"
        var result: [(GroupVersion, [Resource])] = []
        for path in ["/api", "/apis"] {
            let list = try client.send(try client.request(.get, path, accept: accept), operation: "discover \(path)")
            guard list["kind"]?.string == "APIGroupDiscoveryList" else { return nil }
            for group in list["items"]?.array ?? [] {
                let name = group[path: "metadata", "name"]?.string ?? ""
                for version in group["versions"]?.array ?? [] {
                    let text = version["version"]?.string ?? ""
                    let groupVersion = GroupVersion(name.isEmpty ? text : "\(name)/\(text)")
                    let resources = version["resources"]?.array ?? []
                    result.append((groupVersion, resources.compactMap { Resource(aggregated: $0, in: groupVersion) }))
                }
            }
        }
        return result
    }

    private func fetchClassic() throws -> [(GroupVersion, [Resource])] {
        let core = try client.get("/api", operation: "discover /api").strings("versions")
        let groups = try client.get("/apis", operation: "discover /apis")["groups"]?.array ?? []
        var order = core.map { GroupVersion($0) }
        for group in groups {
            let preferred = group[path: "preferredVersion", "groupVersion"]?.string
            let versions = (group["versions"]?.array ?? []).compactMap { $0["groupVersion"]?.string }
            let sorted = versions.filter { $0 == preferred } + versions.filter { $0 != preferred }
            order += sorted.map { GroupVersion($0) }
        }
        let found = Mutex<[GroupVersion: [Resource]]>([:])
        try forEachConcurrently(order, limit: 16) { groupVersion, _ in
            do {
                let resources = try self.fetch(groupVersion)
                found.withLock { $0[groupVersion] = resources }
            } catch KubernetesError.refused(_, let status) where status.code >= 500 {
                // An aggregated API whose server is down must not hide all others.
            }
        }
        let resources = found.withLock { $0 }
        return order.map { ($0, resources[$0] ?? []) }
    }

    // MARK: the file

    /// One file a server; digits and letters only.
    private static func fileName(_ access: ClusterAccess) -> String {
        let name = (access.server.text + (access.context.isEmpty ? "" : "_" + access.context)).utf8.map { byte in
            let isPlain = (0x61...0x7a).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2e
            return isPlain ? Character(Unicode.Scalar(byte)) : "_"
        }
        return String(name.suffix(180)) + ".json"
    }

    private static func load(_ file: FilePath, into state: inout State) {
        guard let information = try? FileInformation(of: file),
            (0..<cacheSeconds).contains(time(nil) - information.modifiedSeconds),
            let bytes = try? readFile(file, limit: 16 << 20), let value = try? JSON.parse(bytes, file: file.string),
            let versions = value["versions"]?.object
        else { return }
        for (name, resources) in versions {
            let groupVersion = GroupVersion(name)
            state.versions[groupVersion] = resources.array?.compactMap { Resource($0, in: groupVersion) }
        }
        if value["isComplete"]?.bool == true { state.order = versions.keys.map { GroupVersion($0) } }
    }

    /// Writes the file if there is something new. A cache that cannot be written is none.
    public func save() {
        guard let cache else { return }
        let text: [UInt8]? = state.withLock { state in
            guard state.isChanged else { return nil }
            state.isChanged = false
            let order = state.order ?? state.versions.keys.sorted { $0.description < $1.description }
            var versions = Value.Object()
            for groupVersion in order {
                versions[groupVersion.description] = .array((state.versions[groupVersion] ?? []).map(\.cached))
            }
            return JSON.bytes(["isComplete": .bool(state.order != nil), "versions": .object(versions)])
        }
        guard let text else { return }
        try? createDirectories(cache.removingLastComponent())
        try? writeFile(cache, text, mode: 0o600)
    }
}
