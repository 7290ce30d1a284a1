import Glibc
import HTTP
import Hashing
import Kubernetes
import Mutation

/// The certificates by which the registry and those who speak to it know each other.
// zarf v0.84 src/pkg/cluster/zarf.go, src/pkg/pki; spec/zarf-interop.md §6.4.
extension StateStore {
    static let registryServerSecret = "zarf-registry-server-tls"

    /// Makes the certificates if mutual TLS is chosen and they are missing or end soon.
    ///
    /// - isForced: makes new ones in any case.
    /// - returns: false if they stay.
    @discardableResult
    public func renewRegistryCertificates(_ state: ZarfState, isForced: Bool = false) throws -> Bool {
        guard state.mutualTLS == .managed else { return false }
        let names = [Self.registryServerSecret, MutationNames.registryClientSecret]
        let present = try names.map { try secret($0, Self.namespace)?.value["data"] }
        let ends = present.map { data in
            data?["tls.crt"]?.string.flatMap { base64Decoded($0) }
                .flatMap { CredentialMaker.expiry(ofPEM: String(decoding: $0, as: UTF8.self)) } ?? 0
        }
        // One authority for both: a half of another pair is of no use.
        let isPair = present[0]?["ca.crt"] != nil && present[0]?["ca.crt"] == present[1]?["ca.crt"]
        let limit = time(nil) + ZarfState.renewalSeconds
        if !isForced, isPair, ends.allSatisfy({ $0 > limit }) { return false }
        let made = try CredentialMaker.certificates(
            authority: "Zarf Registry CA",
            [
                .init(
                    name: "zarf-docker-registry",
                    hosts: ["zarf-docker-registry", "zarf-docker-registry.zarf.svc.cluster.local", "localhost"],
                    addresses: ["127.0.0.1", "::1"]),
                .init(name: "zarf-registry-client"),
            ])
        try apply(
            zip(names, made.certificates).map { name, pair in
                PullSecrets.secret(
                    name, Self.namespace, type: "kubernetes.io/tls",
                    [
                        "ca.crt": Array(made.authority.utf8), "tls.crt": Array(pair.certificate.utf8),
                        "tls.key": Array(pair.key.utf8),
                    ])
            })
        try restartForCertificates(state)
        return true
    }

    /// Changes with the certificates; empty without.
    public func registryCertificatesDigest(_ state: ZarfState) throws -> String {
        guard state.mutualTLS == .managed,
            let data = try secret(Self.registryServerSecret, Self.namespace)?.value["data"]
        else { return "" }
        return Digest.sha256(Array((data["tls.crt"]?.string ?? "").utf8)).hex
    }

    /// The client's certificate for namespaces that pull; empty without mutual TLS.
    func clientCertificates(_ state: ZarfState, namespaces: [String]) throws -> [Object] {
        guard state.mutualTLS == .managed,
            let own = try secret(MutationNames.registryClientSecret, Self.namespace)?.value["data"]?.object
        else { return [] }
        let content = own.reduce(into: [String: [UInt8]]()) { content, entry in
            content[entry.key] = entry.value.string.flatMap { base64Decoded($0) }
        }
        return namespaces.filter { $0 != Self.namespace }.map { namespace in
            Object(
                PullSecrets.secret(
                    MutationNames.registryClientSecret, namespace, type: "kubernetes.io/tls", content))
        }
    }
}
