import ToolSupport

@main struct ZarfKube: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-kube",
        abstract: "Apply, look at, wait for and reach into what runs in a cluster, in kubectl's manner.",
        discussion: """
            The cluster is that of --kubeconfig, $KUBECONFIG (several files, colon-separated), ~/.kube/config, or the one \
            this runs in as a pod. Kinds are named as kubectl names them: deploy, deployments, deployments.apps.

            EXAMPLES:
              $ zarf-helm template web ./chart | zarf-kube apply -f -
              deployment.apps/web created
              $ zarf-kube get deployment/web -o jsonpath='{.status.readyReplicas}'
              2
            """,
        version: toolchainVersion,
        subcommands: [
            Apply.self, Diff.self, Delete.self, Get.self, Wait.self, Logs.self, Exec.self, Copy.self, OpenTunnel.self,
        ]
    )

    func execute(_ streams: StandardStreams) throws {
        streams.writeError(Self.helpMessage() + "\n")
        throw ExitStatus.usage
    }
}
