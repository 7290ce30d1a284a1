import Documents
import HTTP
import OCI
import Variables

extension Mutation {
    private static let fluxGroup = "source.toolkit.fluxcd.io/"
    private static let argoGroup = "argoproj.io/"
    private static let argoSecretLabel = "argocd.argoproj.io/secret-type"

    /// Whether something of Flux or Argo CD has addresses in it.
    func isGitOpsKind(_ object: Value) -> Bool {
        let version = object["apiVersion"]?.string ?? ""
        let kind = object["kind"]?.string ?? ""
        if version.hasPrefix(Self.fluxGroup) {
            return ["GitRepository", "OCIRepository", "HelmRepository"].contains(kind)
        }
        if version.hasPrefix(Self.argoGroup) { return ["Application", "ApplicationSet", "AppProject"].contains(kind) }
        return version == "v1" && kind == "Secret" && isArgoSecret(object)
    }

    private func isArgoSecret(_ object: Value) -> Bool {
        let type = object["metadata"]?["labels"]?[Self.argoSecretLabel]?.string
        return type == "repository" || type == "repo-creds" && !options.isConnected
    }

    // zarf v0.84 src/internal/agent/hooks.
    func redirectGitOps(_ object: inout Value) throws {
        switch object["kind"]?.string {
        case "GitRepository": redirectGitRepository(&object)
        case "HelmRepository": try redirectHelmRepository(&object)
        case "OCIRepository": try redirectOCIRepository(&object)
        case "Application": redirectSources(&object)
        case "ApplicationSet":
            object.change("spec", "generators") { redirectGenerators(&$0, depth: 0) }
            object.change("spec", "template") { redirectSources(&$0) }
        case "AppProject": object.change("spec", "sourceRepos") { $0.changeElements { redirectAddress(&$0) } }
        default: redirectArgoSecret(&object)
        }
    }

    // MARK: Flux

    private func redirectGitRepository(_ object: inout Value) {
        guard targets.gitServer != nil, object["spec"]?.object != nil else { return }
        object.change("spec", "url") { $0.changeText(gitAddress) }
        object.set(["spec", "secretRef"], to: ["name": .string(MutationNames.gitSecret)])
    }

    private func redirectHelmRepository(_ object: inout Value) throws {
        guard object["spec"]?["type"]?.string?.lowercased() == "oci" else { return }
        try object.change("spec", "url") { try $0.changeText { try registryAddress($0).address } }
        addRegistryAccess(&object)
    }

    private func redirectOCIRepository(_ object: inout Value) throws {
        guard let specification = object["spec"], let written = specification["url"]?.string else { return }
        let (address, isMoved) = try registryAddress(written)
        object.set(["spec", "url"], to: .string(address))
        addRegistryAccess(&object)
        let ref = specification["ref"]
        // The artifact's digest says it all; a range of versions cannot carry a checksum; charts are pushed by plain tag.
        guard isMoved, ref?["digest"]?.string ?? "" == "", ref?["semver"]?.string ?? "" == "",
            !isChart(specification)
        else { return }
        let tag = ref?["tag"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "latest"
        let name = try Reference(written)
        object.set(["spec", "ref", "tag"], to: .string(ImageRewrite.checksumTag(tag, of: name)))
    }

    /// Flux is told what layer to take when the artifact is a chart.
    // Differs: the agent asks the registry for the artifact; a filter sees only what is written.
    private func isChart(_ specification: Value) -> Bool {
        specification["layerSelector"]?["mediaType"]?.string?.hasPrefix("application/vnd.cncf.helm.chart") == true
    }

    private func addRegistryAccess(_ object: inout Value) {
        object.set(["spec", "secretRef"], to: ["name": .string(MutationNames.registrySecret)])
        if targets.usesMutualTLS {
            object.set(["spec", "certSecretRef"], to: ["name": .string(MutationNames.registryClientSecret)])
        } else if targets.registryIsInternal {
            object.set(["spec", "insecure"], to: true)
        }
    }

    // MARK: Argo CD

    private func redirectSources(_ object: inout Value) {
        object.change("spec", "source", "repoURL") { redirectAddress(&$0) }
        object.change("spec", "sources") { $0.changeElements { $0.change("repoURL") { redirectAddress(&$0) } } }
    }

    /// Generators may have others in them, two levels deep as Argo CD allows.
    private func redirectGenerators(_ generators: inout Value, depth: Int) {
        guard depth < 4 else { return }
        generators.changeElements { generator in
            generator.change("git", "repoURL") { redirectAddress(&$0) }
            for kind in generator.object?.keys.elements ?? [] {
                generator.change(kind, "template") { redirectSources(&$0) }
                generator.change(kind, "generators") { redirectGenerators(&$0, depth: depth + 1) }
            }
        }
    }

    private func redirectArgoSecret(_ object: inout Value) {
        // The API server takes plain text in stringData, and encodes it into data.
        let written = object["stringData"]?["url"]?.string
        let encoded = object["data"]?["url"]?.string.flatMap { base64Decoded($0) }
        guard let url = written ?? encoded.map({ String(decoding: $0, as: UTF8.self) }) else { return }
        var address: Value = .string(url)
        redirectAddress(&address)
        var members: [(String, String)] = [("url", address.string ?? url)]
        let isOCI = url.hasPrefix("oci://") || object["data"]?["enableOCI"] != nil
        let pull = isOCI ? targets.registryPull : targets.gitServer?.pull
        if let pull { members += [("username", pull.user), ("password", pull.password)] }
        if isOCI, targets.registryIsInternal, !targets.usesMutualTLS {
            members.append(("insecureOCIForceHttp", "true"))
        }
        for (key, value) in members {
            if written != nil {
                object.set(["stringData", key], to: .string(value))
            } else {
                object.set(["data", key], to: .string(base64(value.utf8)))
            }
        }
    }

    // MARK: addresses

    /// An address of Argo CD: of a registry if it says so, else of git; patterns stay.
    private func redirectAddress(_ value: inout Value) {
        value.changeText { text in
            guard !text.contains("*") else { return text }
            if text.hasPrefix("oci://") { return (try? registryAddress(text).address) ?? text }
            return text.contains("://") ? gitAddress(text) : text
        }
    }

    /// The address on the cluster's git server; unchanged if it is there already, or no address.
    private func gitAddress(_ text: String) -> String {
        guard let server = targets.gitServer, host(text) != host(server.address), let address = try? GitAddress(text)
        else { return text }
        return address.rewritten(server: server.address, user: server.pushUser)
    }

    private func host(_ address: String) -> Substring {
        let rest = address.firstRange(of: "://").map { address[$0.upperBound...] } ?? address[...]
        let authority = rest.prefix { $0 != "/" }
        let host = authority.split(separator: "@").last ?? authority
        return host.hasPrefix("[") ? host : host.prefix { $0 != ":" }
    }

    /// The address of an artifact in the cluster's registry, and whether its name there has a checksum.
    private func registryAddress(_ text: String) throws -> (address: String, isMoved: Bool) {
        let name = text.hasPrefix("oci://") ? String(text.dropFirst(6)) : text
        func begins(_ prefix: String?) -> Bool {
            prefix.map { name == $0 || name.hasPrefix($0 + "/") } ?? false
        }
        if begins(targets.registry) || begins(targets.registryService) { return (text, false) }
        if let address = targets.registryServiceAddress, begins(address) {
            return ("oci://\(targets.registryForPods)\(name.dropFirst(address.count))", false)
        }
        return ("oci://\(targets.registryForPods)/\(try Reference(name).repository)", true)
    }
}

extension String {
    fileprivate func firstRange(of separator: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(separator) { return start..<index(start, offsetBy: separator.count) }
            start = index(after: start)
        }
        return nil
    }
}
