import Documents
import Glibc
import HTTP

extension ZarfState {
    /// Ports that a service of type NodePort may have.
    public static let nodePorts = 30000...32767
    /// zarf v0.84 src/pkg/state/state.go ZarfInClusterContainerRegistryNodePort.
    public static let defaultRegistryPort = 31999
    /// zarf v0.84 src/pkg/state/state.go ZarfRegistryHostPort: of every node's loopback, in proxy mode.
    public static let proxyPort = 5000

    /// Fills in what is missing, by choice or by default; what is set stays.
    // zarf v0.84 src/pkg/state/state.go RegistryInfo.FillInEmptyValues and relatives.
    mutating func fill(_ choices: InitialisationChoices) throws {
        for (path, value) in choices.given { set(path, .string(value)) }
        if member(["zarfAppliance"]) == nil { set(["zarfAppliance"], false) }
        if let isLabelledOnly = choices.isAgentLabelledOnly {
            set(["agentMutationPolicy"], isLabelledOnly ? "labeled" : "all")
        } else if text(["agentMutationPolicy"]).isEmpty {
            set(["agentMutationPolicy"], "all")
        }
        try fillRegistry(choices)
        fillGit()
        fillArtifacts()
        let injector = ["injectorInfo"]
        if member(injector) == nil {
            set(injector, ["injectorImage": "", "payLoadConfigMapAmount": 0, "payLoadShaSum": "", "port": 0])
        }
    }

    private mutating func fillRegistry(_ choices: InitialisationChoices) throws {
        let own = choices.given.contains { $0.path == ["registryInfo", "address"] }
        if let mode = choices.registryMode {
            try changeRegistryMode(to: mode)
        } else if text(["registryInfo", "registryMode"]).isEmpty {
            registryMode = own ? .external : registryAddress.isEmpty ? .nodeport : registryMode
        }
        if text(["registryInfo", "mtlsStrategy"]).isEmpty { mutualTLS = registryMode == .proxy ? .managed : .none }
        if isRegistryInternal {
            if registryPort == 0 {
                registryPort =
                    choices.registryPort ?? (registryMode == .proxy ? Self.proxyPort : Self.defaultRegistryPort)
            }
            guard registryMode == .proxy || Self.nodePorts.contains(registryPort) else {
                throw StateError.unusable(
                    "initialise the cluster: ports of nodes are 30000 to 32767, not \(registryPort)")
            }
            if registryAddress.isEmpty {
                registryAddress = ipFamily == "ipv6" ? "[::1]:\(registryPort)" : "127.0.0.1:\(registryPort)"
            }
        }
        fillUsers("registryInfo", push: "zarf-push", pull: "zarf-pull", isInternal: isRegistryInternal)
        if text(["registryInfo", "secret"]).isEmpty {
            set(["registryInfo", "secret"], .string(CredentialMaker.password(count: 48)))
        }
    }

    /// Between the two ways to reach a registry of ours it is free to choose; what images are pulled by follows.
    // zarf v0.84 src/pkg/cluster/cluster.go: nodeport ↔ proxy on a second init.
    private mutating func changeRegistryMode(to mode: RegistryMode) throws {
        let isNew = registryAddress.isEmpty && registryPort == 0
        guard !isNew, mode != registryMode else {
            registryMode = mode
            return
        }
        guard mode != .external, registryMode != .external else {
            throw StateError.unusable(
                "initialise the cluster: its registry is \(registryMode.rawValue) already, not \(mode.rawValue)")
        }
        registryMode = mode
        registryPort = 0
        registryAddress = ""
        mutualTLS = mode == .proxy ? .managed : .none
    }

    private mutating func fillGit() {
        let address = text(["gitServer", "address"])
        guard !address.isEmpty else {
            // Not configured: upstream knows it by the empty address.
            for key in ["address", "pushUsername", "pushPassword", "pullUsername", "pullPassword"]
            where member(["gitServer", key]) == nil { set(["gitServer", key], "") }
            return
        }
        let isInternal = address == Self.internalGitAddress
        fillUsers("gitServer", push: "zarf-git-user", pull: "zarf-git-read-user", isInternal: isInternal)
    }

    private mutating func fillArtifacts() {
        for key in ["pushUsername", "pushPassword", "address"] where member(["artifactServer", key]) == nil {
            set(["artifactServer", key], "")
        }
    }

    /// Of a server of ours, users and passwords are made up; of another one, who pulls is who pushes.
    private mutating func fillUsers(_ service: String, push: String, pull: String, isInternal: Bool) {
        func isEmpty(_ key: String) -> Bool { text([service, key]).isEmpty }
        if isEmpty("pushUsername") { set([service, "pushUsername"], isInternal ? .string(push) : "") }
        if isEmpty("pushPassword") {
            set([service, "pushPassword"], isInternal ? .string(CredentialMaker.password(count: 24)) : "")
        }
        if isEmpty("pullUsername") {
            set([service, "pullUsername"], isInternal ? .string(pull) : .string(text([service, "pushUsername"])))
        }
        if isEmpty("pullPassword") {
            let pushPassword = text([service, "pushPassword"])
            let password = isInternal ? CredentialMaker.password(count: 24) : pushPassword
            set([service, "pullPassword"], .string(password))
        }
    }

    /// Takes a certificate for the agent that a person brings.
    // zarf v0.84 src/cmd/initialize.go: --agent-tls-ca, --agent-tls-cert, --agent-tls-key.
    mutating func setAgentCertificate(_ given: InitialisationChoices.AgentCertificate) throws {
        func wrong(_ reason: String) -> StateError { .unusable("take the agent's certificate: \(reason)") }
        guard let end = CredentialMaker.expiry(ofPEM: given.certificate) else { throw wrong("it is no certificate") }
        guard end > time(nil) else { throw wrong("it has ended") }
        guard CredentialMaker.certificate(given.certificate, isFor: Self.agentHost) else {
            throw wrong("it is not for \(Self.agentHost)")
        }
        guard given.key.contains("PRIVATE KEY-----") else { throw wrong("its key is none") }
        guard CredentialMaker.expiry(ofPEM: given.authority) != nil else {
            throw wrong("its authority is no certificate")
        }
        set(
            ["agentTLS"],
            [
                "ca": .string(base64(given.authority.utf8)), "cert": .string(base64(given.certificate.utf8)),
                "key": .string(base64(given.key.utf8)),
            ])
        set(["agentTLSUserProvided"], true)
    }

    /// Makes the agent's certificate if there is none, or one that ends soon; false if it stays.
    ///
    /// One that a person brought is never replaced.
    mutating func renewAgentCertificate(isForced: Bool = false) throws -> Bool {
        let certificate = base64Decoded(text(["agentTLS", "cert"])).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let isOwn = member(["agentTLSUserProvided"])?.bool == true
        let end = CredentialMaker.expiry(ofPEM: certificate)
        if !isForced, let end, isOwn || end - time(nil) > Self.renewalSeconds { return false }
        let made = try CredentialMaker.certificates(
            authority: "Zarf Private Certificate Authority",
            [.init(name: Self.agentHost, hosts: [Self.agentHost])])
        set(
            ["agentTLS"],
            [
                "ca": .string(base64(made.authority.utf8)),
                "cert": .string(base64(made.certificates[0].certificate.utf8)),
                "key": .string(base64(made.certificates[0].key.utf8)),
            ])
        return true
    }

    /// Days that a certificate has left when it is replaced; who uses the cluster is warned from then on.
    // zarf v0.84 src/pkg/packager/deploy.go: warns 60 days before.
    static let renewalDays = 60
    static var renewalSeconds: Int { renewalDays * 86_400 }
    /// What the API server calls the agent.
    private static let agentHost = "agent-hook.zarf.svc"

    /// New passwords for a service of ours.
    ///
    /// - service: `registry`, `git`, `artifact` or `agent`.
    public mutating func rotate(_ service: String) throws {
        switch service {
        case "registry":
            guard isRegistryInternal else {
                throw StateError.unusable("rotate registry: it is not ours; set its credentials with zarf-state set")
            }
            set(["registryInfo", "pushPassword"], .string(CredentialMaker.password(count: 24)))
            set(["registryInfo", "pullPassword"], .string(CredentialMaker.password(count: 24)))
            set(["registryInfo", "secret"], .string(CredentialMaker.password(count: 48)))
        case "git":
            guard text(["gitServer", "address"]) == Self.internalGitAddress else {
                throw StateError.unusable("rotate git: it is not ours; set its credentials with zarf-state set")
            }
            set(["gitServer", "pushPassword"], .string(CredentialMaker.password(count: 24)))
            set(["gitServer", "pullPassword"], .string(CredentialMaker.password(count: 24)))
        case "agent": _ = try renewAgentCertificate(isForced: true)
        default: throw StateError.unusable("rotate \(service): there is registry, git and agent")
        }
    }
}
