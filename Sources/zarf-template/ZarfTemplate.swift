import FileIO
import SystemPackage
import ToolSupport
import Variables

@main struct ZarfTemplate: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-template",
        abstract: "Replace deploy variables (###ZARF_…###) in a text.",
        discussion: """
            Reads standard input and writes standard output, line by line. ###ZARF_VAR_X###, ###ZARF_CONST_X### and \
            ###ZARF_X### are replaced by what the variables file says; unknown keys stay. Every line gets a newline, \
            a carriage return before it is dropped.

            The variables file is one JSON object, every member optional, an entry may be just its text:
              {"variables": {"TOKEN": {"value": "…", "sensitive": true,
                                       "autoIndent": true, "type": "file"}},
               "constants": {"SITE": "north"},
               "builtins": {"REGISTRY": "127.0.0.1:31999"}, "values": {}}

            EXAMPLE:
              $ echo 'site: ###ZARF_CONST_SITE###' | zarf-template -v variables.json
              site: north
            """,
        version: toolchainVersion
    )

    @Option(name: .shortAndLong, help: "Variables file (JSON).") var variables: String?

    func execute(_ streams: StandardStreams) throws {
        let values = try variables.map { try DeployVariables(reading: FilePath($0)) } ?? DeployVariables()
        try values.replace(
            from: FileSource(streams.input), to: FileSink(streams.output), name: "standard input",
            reporting: streams.progress)
    }
}
