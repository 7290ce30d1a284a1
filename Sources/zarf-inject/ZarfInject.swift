import ToolSupport

@main struct ZarfInject: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-inject",
        abstract: "Bring a seed registry into a cluster that has none, through its API server alone.",
        discussion: """
            Images travel as ConfigMaps; a small static program in a container of an image that some node has already puts \
            them together and serves them, until a real registry stands.

            EXAMPLE:
              $ zarf-inject start oci:seed
              127.0.0.1:30812
              $ zarf-inject stop
            """,
        version: toolchainVersion,
        subcommands: [Start.self, Stop.self, Status.self]
    )

    func execute(_ streams: StandardStreams) throws {
        streams.writeError(Self.helpMessage() + "\n")
        throw ExitStatus.usage
    }
}
