import ToolSupport

@main struct ZarfStateTool: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-state",
        abstract: "What an initialised cluster knows of itself: its state, credentials and the records of packages.",
        discussion: """
            All of it is in Secrets of namespace zarf, in upstream's form: either tool reads and updates what the other wrote. \
            Secrets are shown only when asked for, and never stand on a command line: they are read from files.

            EXAMPLES:
              $ zarf-state init
              initialised: registry at 127.0.0.1:31999 (nodeport)
              $ zarf-state packages list
              NAME   VERSION  COMPONENTS
              hello  0.1.0    web
            """,
        version: toolchainVersion,
        subcommands: [
            Init.self, Show.self, Get.self, Set.self, Creds.self, Rotate.self, Packages.self, PullSecretsCommand.self,
            Variables.self, Lock.self, Destroy.self,
        ]
    )

    func execute(_ streams: StandardStreams) throws {
        streams.writeError(Self.helpMessage() + "\n")
        throw ExitStatus.usage
    }
}
