import ClusterState
import ClusterTools
import Documents
import FileIO
import SystemPackage
import ToolSupport

struct Variables: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Print what ###ZARF_…### stands for in this cluster, as a variables file.",
        discussion: """
            The builtins of zarf-template and zarf-deploy: REGISTRY, STORAGE_CLASS and so on. There are passwords among \
            them: write them to a file of your own. HTPASSWD and the agent's certificate are for the components of the \
            init package that need them.

            EXAMPLE:
              $ (umask 077; zarf-state variables >variables.json)
            """)

    @Option(help: ArgumentHelp("The component that is deployed.", valueName: "name")) var component = ""
    @Option(help: ArgumentHelp("The seed registry's address.", valueName: "host:port")) var seedRegistry: String?
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let store = StateStore(try cluster.connect(streams))
        defer { store.cluster.discovery.save() }
        let state = try store.required().state
        var builtins = state.builtins
        if ["zarf-seed-registry", "zarf-registry"].contains(component) {
            builtins["HTPASSWD"] = .string(try store.htpasswd(state).joined(separator: "\\n"))
            builtins["REGISTRY_SECRET"] = .string(state.text(["registryInfo", "secret"]))
            builtins["SEED_REGISTRY"] = .string(seedRegistry ?? "")
            // Ours: pods start anew when their certificates change.
            builtins["REGISTRY_TLS_CHECKSUM"] = .string(try store.registryCertificatesDigest(state))
        }
        if component == "zarf-agent" {
            builtins["AGENT_CRT"] = .string(state.text(["agentTLS", "cert"]))
            builtins["AGENT_KEY"] = .string(state.text(["agentTLS", "key"]))
            builtins["AGENT_CA"] = .string(state.text(["agentTLS", "ca"]))
            builtins["AGENT_MUTATION_POLICY"] = .string(state.text(["agentMutationPolicy"]))
        }
        try streams.writeLine(JSON.text(["builtins": .object(builtins)]))
    }
}
