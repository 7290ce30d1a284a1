import Diagnostics
import Documents
import Glibc
import HTTP
import Kubernetes

extension StateStore {
    /// Waits until the API server answers.
    ///
    /// - seconds: how long, at most.
    /// - throws: what it said last.
    // zarf v0.84 src/pkg/packager/deploy.go: 30 seconds.
    public func waitForServer(seconds: Int = 30) throws {
        for attempt in 0... {
            do {
                _ = try cluster.client.get("/version", operation: "ask the API server for its version")
                return
            } catch HTTPError.transfer(let request, let cause) where cause.isTransient {
                guard attempt < seconds * 2 else { throw HTTPError.transfer(request: request, cause: cause) }
                usleep(500_000)
            }
        }
    }

    /// Refuses images of an architecture that no node has.
    // zarf v0.84 src/pkg/packager/deploy.go verifyClusterCompatibility.
    public func checkArchitecture(_ architecture: String, of package: String) throws {
        guard !architecture.isEmpty else { return }
        let nodes = try cluster.list(try resource("Node"), namespace: nil).objects
        let found = Set(nodes.compactMap { $0.value["status"]?["nodeInfo"]?["architecture"]?.string })
            .subtracting([""])
        guard found.isEmpty || found.contains(architecture) else {
            throw StateError.unusable(
                "deploy \(package): its images are for \(architecture), the nodes are \(found.sorted().joined(separator: " and "))"
            )
        }
    }

    /// Says what is wrong with the agent's certificate: when it has ended, no pod can start any more.
    ///
    /// - throws: if it has ended and the agent is asked about every pod.
    public func checkAgentCertificate(_ state: ZarfState, _ reporter: any Reporter) throws {
        let certificate =
            base64Decoded(state.text(["agentTLS", "cert"])).map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let end = CredentialMaker.expiry(ofPEM: certificate) else { return }
        let days = (end - time(nil)) / 86_400
        guard days < ZarfState.renewalDays else { return }
        let webhook = Cluster.Location(
            resource: try cluster.discovery.resource(
                apiVersion: "admissionregistration.k8s.io/v1", kind: "MutatingWebhookConfiguration"),
            namespace: nil, name: "zarf")
        guard try cluster.read(webhook) != nil else { return }
        guard end > time(nil) else {
            throw StateError.unusable(
                "use the cluster: the agent's certificate has ended; renew it with zarf-state rotate agent and zarf-init"
            )
        }
        reporter.warn("the agent's certificate ends in \(days) days; zarf-init renews it")
    }
}
