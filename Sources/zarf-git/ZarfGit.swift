import ClusterState
import ClusterTools
import FileIO
import PackageFormat
import PackageModel
import Packaging
import SystemPackage
import ToolSupport

@main struct ZarfGit: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-git",
        abstract: "Git repositories of packages, on a git server.",
        discussion: """
            EXAMPLE:
              $ zarf-git push zarf-package-hello-amd64-0.1.0.tar.zst --component app
              http://git.test/zarf-git-user/sample-4188197301.git
            """,
        version: toolchainVersion, subcommands: [Push.self])

    func execute(_ streams: StandardStreams) throws {
        throw UsageError("say what to do: push", hints: ["see zarf-git --help"])
    }
}

struct Push: Tool {
    static let configuration = CommandConfiguration(
        abstract: "Push the repositories of a component to the cluster's git server; prints their addresses there.",
        discussion: """
            Branches and tags, under upstream's names. The server makes repositories that it does not have, or they are \
            there already. What a repository in the package says about configuration and hooks is not used.

            EXAMPLE:
              $ zarf-git push zarf-package-hello-amd64-0.1.0.tar.zst --component app
              http://git.test/zarf-git-user/sample-4188197301.git
            """)

    @Argument(help: ArgumentHelp("Package.", valueName: "package")) var package: String
    @Option(help: ArgumentHelp("The component.", valueName: "name")) var component: String
    @Option(help: ArgumentHelp("The cluster's state (JSON); otherwise the cluster is asked.", valueName: "file"))
    var state: String?
    @Flag(help: "Push nothing: print the addresses of what is missing on the server; status 2 if there is any.")
    var check = false
    @OptionGroup(title: "Cluster") var cluster: ClusterOptions

    func execute(_ streams: StandardStreams) throws {
        let reader = try PackageReader(FilePath(package))
        let definition = try PackageInspection(reader).package
        guard let component = definition.components.first(where: { $0.name == component }) else {
            let near = nearestSpelling(of: component, among: definition.components.map(\.name))
            throw UsageError(
                "read \(package): no component \"\(component)\"", hints: near.map { ["did you mean \"\($0)\"?"] } ?? [])
        }
        guard !component.repos.isEmpty else { return }
        let state: ZarfState
        var store: StateStore?
        if let file = self.state {
            state = try ZarfState(reading: try readFile(FilePath(file), limit: 1 << 20), file: file)
        } else {
            let found = StateStore(try cluster.connect(streams))
            (state, store) = (try found.required().state, found)
        }
        guard state.hasGitServer else {
            throw StateError.unusable(
                "push repositories of \(definition.metadata.name): the cluster has no git server; "
                    + "name one with zarf-init --git-url")
        }
        var server = RepositoryPush.Server(
            address: state.text(["gitServer", "address"]), user: state.text(["gitServer", "pushUsername"]),
            password: state.text(["gitServer", "pushPassword"]))
        let push = RepositoryPush(
            reader, component, environment: streams.environment, reporter: streams.progress)
        let parent = streams.temporaryDirectory
        var names: [String] = []
        func work(_ server: RepositoryPush.Server) throws {
            names = check ? try push.missing(on: server, in: parent) : try push.run(to: server, in: parent)
        }
        if server.address == ZarfState.internalGitAddress {
            try (store ?? StateStore(try cluster.connect(streams))).withGitServer(of: state) { reached in
                server.reachedAt = reached
                try work(server)
            }
        } else {
            try work(server)
        }
        try streams.write(names.map { $0 + "\n" }.joined())
        if check, !names.isEmpty { throw ExitStatus.answeredNo }
    }
}
