import Diagnostics
public import Documents
import Mutation

/// What an initialised cluster is: registry, git server, credentials. The content of Secret `zarf/zarf-state`, key `state`.
///
/// Members we do not know survive a change, so that a newer version's state is not cut down.
// zarf v0.84 src/pkg/state/state.go State.
public struct ZarfState: Sendable, Hashable {
    /// The whole JSON object.
    public private(set) var value: Value

    /// The kind of registry.
    public enum RegistryMode: String, Sendable, CaseIterable {
        /// In the cluster, reached through a port of every node.
        case nodeport
        /// In the cluster, reached through a proxy on every node.
        case proxy
        /// Outside.
        case external
    }

    /// How nodes and registry trust each other.
    public enum MutualTLS: String, Sendable {
        case none
        case managed = "zarf-managed"
    }

    /// A state with nothing in it.
    public init() { value = .object([:]) }

    /// A state as it was written.
    public init(_ value: Value) throws {
        guard value.object != nil else { throw StateError.malformed("state", "is no object") }
        try Self.check(value)
        self.value = value
        // Quirk: before v0.66 the port was nodePort; both are written since.
        if integer(["registryInfo", "port"]) == 0 { registryPort = integer(["registryInfo", "nodePort"]) }
    }

    /// The members whose values we act upon; what we do not know of beside them stays as it is.
    private static let texts: [String: [String]] = [
        "": ["distro", "storageClass", "ipFamily", "agentMutationPolicy"], "agentTLS": ["ca", "cert", "key"],
        "gitServer": ["pushUsername", "pushPassword", "pullUsername", "pullPassword", "address"],
        "registryInfo": [
            "pushUsername", "pushPassword", "pullUsername", "pullPassword", "address", "secret", "registryMode",
            "mtlsStrategy",
        ],
        "artifactServer": ["pushUsername", "pushPassword", "address"],
        "injectorInfo": ["injectorImage", "payLoadShaSum"],
    ]
    private static let numbers: [String: [String]] = [
        "registryInfo": ["port", "nodePort"], "injectorInfo": ["port", "payLoadConfigMapAmount"],
    ]
    /// Members with few values: any other comes from a version that knows more than we do.
    private static let choices: [(service: String, key: String, values: [String])] = [
        ("", "ipFamily", ["ipv4", "ipv6", "dual"]), ("", "agentMutationPolicy", ["all", "labeled"]),
        ("registryInfo", "registryMode", RegistryMode.allCases.map(\.rawValue)),
        ("registryInfo", "mtlsStrategy", [MutualTLS.none.rawValue, MutualTLS.managed.rawValue]),
    ]

    private static func check(_ value: Value) throws {
        func member(_ service: String, _ key: String) -> Value? {
            let found = service.isEmpty ? value[key] : value[service]?[key]
            return found == .null ? nil : found
        }
        for service in texts.keys where !service.isEmpty {
            guard let member = value[service], member != .null, member.object == nil else { continue }
            throw StateError.malformed("state", "\(service) is no object")
        }
        func name(_ service: String, _ key: String) -> String { service.isEmpty ? key : "\(service).\(key)" }
        for (service, keys) in texts {
            for key in keys where member(service, key).map({ $0.string == nil }) == true {
                throw StateError.malformed("state", "\(name(service, key)) is no text")
            }
        }
        for (service, keys) in numbers {
            for key in keys where member(service, key).map({ $0.integer == nil }) == true {
                throw StateError.malformed("state", "\(name(service, key)) is no whole number")
            }
        }
        for (service, key, values) in choices {
            guard let text = member(service, key)?.string, !text.isEmpty, !values.contains(text) else { continue }
            throw StateError.tooNew(member: name(service, key), value: text)
        }
    }

    /// Reads the JSON of a state.
    public init(reading bytes: [UInt8], file: String) throws {
        try self.init(try JSON.parse(bytes, file: file))
    }

    /// The JSON to write.
    public var json: [UInt8] { JSON.bytes(value, .init(escapesHTML: true)) }

    // MARK: any member

    /// The text at a path of keys; empty if there is none.
    public func text(_ path: [String]) -> String { member(path)?.string ?? "" }
    /// The number at a path of keys; 0 if there is none.
    public func integer(_ path: [String]) -> Int { Int(member(path)?.integer ?? 0) }
    /// What is at a path of keys.
    public func member(_ path: [String]) -> Value? { path.reduce(Optional(value)) { $0?[$1] } }
    /// Sets what is at a path of keys.
    public mutating func set(_ path: [String], _ member: Value) { value.set(path, to: member) }

    // MARK: what tools use

    /// `k3d`, `kind`, `eks`…, or `unknown`.
    public var distribution: String {
        get { text(["distro"]) }
        set { set(["distro"], .string(newValue)) }
    }
    /// The storage class of claims; empty for the cluster's default.
    public var storageClass: String {
        get { text(["storageClass"]) }
        set { set(["storageClass"], .string(newValue)) }
    }
    /// `ipv4`, `ipv6` or `dual`.
    public var ipFamily: String {
        get { text(["ipFamily"]) }
        set { set(["ipFamily"], .string(newValue)) }
    }
    /// Host and port of the registry, as nodes reach it.
    public var registryAddress: String {
        get { text(["registryInfo", "address"]) }
        set { set(["registryInfo", "address"], .string(newValue)) }
    }
    /// The registry's port on every node.
    public var registryPort: Int {
        get { integer(["registryInfo", "port"]) }
        set {
            set(["registryInfo", "port"], .integer(Int64(newValue)))
            set(["registryInfo", "nodePort"], .integer(Int64(newValue)))
        }
    }
    /// What the registry is; if no one said, its address does.
    // zarf v0.84 src/pkg/state/state.go RegistryInfo.IsInternal.
    public var registryMode: RegistryMode {
        get {
            if let mode = RegistryMode(rawValue: text(["registryInfo", "registryMode"])) { return mode }
            let isInternal = ["127.0.0.1:\(registryPort)", "[::1]:\(registryPort)"].contains(registryAddress)
            return isInternal ? .nodeport : .external
        }
        set { set(["registryInfo", "registryMode"], .string(newValue.rawValue)) }
    }
    /// How nodes and registry trust each other.
    public var mutualTLS: MutualTLS {
        get { MutualTLS(rawValue: text(["registryInfo", "mtlsStrategy"])) ?? .none }
        set { set(["registryInfo", "mtlsStrategy"], .string(newValue.rawValue)) }
    }
    /// Whether the registry runs in the cluster.
    public var isRegistryInternal: Bool { registryMode != .external }
    /// Whether the agent leaves alone what has no label.
    public var isAgentLabelledOnly: Bool { text(["agentMutationPolicy"]) == "labeled" }
    /// Whether the cluster has a git server.
    public var hasGitServer: Bool { !text(["gitServer", "address"]).isEmpty }
    /// The git server's address in the cluster, if it is ours.
    public static let internalGitAddress = "http://zarf-gitea-http.zarf.svc.cluster.local:3000"

    /// What objects are pointed at in this cluster.
    ///
    /// - registryService, registryServiceAddress: how pods reach an internal registry, if that is known.
    public func targets(
        registryService: String? = nil, registryServiceAddress: String? = nil
    ) -> MutationTargets {
        var targets = MutationTargets(registry: registryAddress)
        targets.registryPull = credentials("registryInfo")
        targets.registryIsInternal = isRegistryInternal
        targets.registryService = registryService
        targets.registryServiceAddress = registryServiceAddress
        targets.usesMutualTLS = mutualTLS == .managed
        targets.redirectsUnlabelled = !isAgentLabelledOnly
        if hasGitServer {
            targets.gitServer = .init(
                address: text(["gitServer", "address"]), pushUser: text(["gitServer", "pushUsername"]),
                pull: credentials("gitServer"))
        }
        return targets
    }

    private func credentials(_ service: String) -> MutationTargets.Credentials? {
        let user = text([service, "pullUsername"])
        return user.isEmpty ? nil : .init(user: user, password: text([service, "pullPassword"]))
    }
}
