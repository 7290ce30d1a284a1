import ClusterState
import ClusterTools
import FileIO
import Kubernetes
import Planning
import ToolSupport

struct UndoUpgrade: Tool {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract:
            "What a plan does when an upgrade fails: back to the revision that was deployed, by zarf-helm rollback.",
        discussion: """
            A release that was never deployed stays as it is, to be looked at; the next run upgrades it.

            EXAMPLE:
              $ zarf-plan undo hello --namespace shop
            """
    )

    @Argument(help: ArgumentHelp("The release.", valueName: "name")) var release: String
    @Option(name: .shortAndLong, help: ArgumentHelp("Where it is.", valueName: "name")) var namespace: String
    @Option(help: ArgumentHelp("How long it may take to get ready.", valueName: "duration"))
    var timeout = TimeSpan.untilReady
    @OptionGroup(title: "Cluster") var cluster: PlainClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let cluster = try cluster.options.connect(streams)
        let revisions = try cluster.revisions(of: release, namespace: namespace)
        guard let deployed = revisions.last(where: { $0.status == "deployed" }), deployed != revisions.last else {
            return
        }
        streams.writeError("\(streams.toolName): going back to revision \(deployed.number) of \(release)\n")
        var rollback = Command(
            "zarf-helm",
            [
                "rollback", release, String(deployed.number), "--namespace", namespace, "--cleanup-on-fail",
                "--timeout", timeout.text,
            ], environment: streams.environment)
        (rollback.output, rollback.error) = (.inherited, .inherited)
        guard try rollback.start().wait().isSuccess else { throw ExitStatus.failed }
    }
}

extension Cluster {
    /// A revision of a release, as the labels of its Secret tell.
    fileprivate struct Revision: Equatable {
        let number: Int
        let status: String
    }

    /// The revisions of a release, the oldest first.
    // helm v4.2 pkg/storage/driver/secrets.go newSecretsObject: owner, name, status, version.
    fileprivate func revisions(of release: String, namespace: String) throws -> [Revision] {
        let secrets = try list(
            try discovery.resource(apiVersion: "v1", kind: "Secret"), namespace: namespace,
            .init(labels: "owner=helm,name=\(release)")
        ).objects
        return secrets.map { Revision(number: Int($0.labels["version"] ?? "") ?? 0, status: $0.labels["status"] ?? "") }
            .sorted { $0.number < $1.number }
    }
}
