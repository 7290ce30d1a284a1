import FileIO
import PackageFormat
import SystemPackage
import ToolSupport

@main struct ZarfUnpack: Tool {
    static let configuration = CommandConfiguration(
        commandName: "zarf-unpack",
        abstract: "Unpack a package into a directory, or print one file of it.",
        discussion: """
            The checksums are held against zarf.yaml before anything else is read, and every file is verified while it is \
            written. The directory appears whole or not at all; its path is printed last.

            PACKAGE is a .tar.zst or .tar file, the .part000 of a split package (its parts are read where they are), \
            a directory that a package was unpacked into, or - for standard input.

            EXAMPLES:
              $ zarf-unpack zarf-package-hello-amd64-0.1.0.tar.zst
              zarf-package-hello-amd64-0.1.0
              $ zarf-unpack zarf-package-hello-amd64-0.1.0.tar.zst --component host -o out
              out
              $ zarf-unpack hello.tar.zst --cat components/host.tar/files/1/settings.conf
              greeting = ###ZARF_VAR_GREETING###
              site     = ###ZARF_CONST_SITE###
              token    = ###ZARF_VAR_TOKEN###
            """,
        version: toolchainVersion
    )

    @Argument(help: ArgumentHelp("Package to unpack.", valueName: "package")) var package: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Directory to create; it must not exist, or be empty. Default: the package's name without .tar.zst.",
            valueName: "dir"))
    var output: String?

    @Option(
        help: ArgumentHelp("Unpack this component only, into DIR/components/NAME. May be repeated.", valueName: "name"))
    var component: [String] = []

    @Option(
        help: ArgumentHelp(
            "Print this entry; a path may lead into a tar, as components/NAME.tar/files/0/motd.", valueName: "entry"))
    var cat: String?

    func validate() throws {
        guard cat == nil || (output == nil && component.isEmpty) else {
            throw ValidationError("--cat prints to standard output: it goes with neither -o nor --component")
        }
    }

    func execute(_ streams: StandardStreams) throws {
        if let cat { return try print(cat, streams) }
        let directory = try outputDirectory(streams)
        let parent = directory.removingLastComponent()
        let reader = try PackageReader(
            operand: package, standardInput: streams.input, spoolDirectory: parent.isEmpty ? "." : parent)
        if component.isEmpty {
            try reader.extract(to: directory, reporter: streams.progress)
        } else {
            try reader.extractComponents(component, to: directory, reporter: streams.progress)
        }
        try streams.writeLine(directory.string)
    }

    private func print(_ entry: String, _ streams: StandardStreams) throws {
        let spool = streams.temporaryDirectory
        let reader = try PackageReader(operand: package, standardInput: streams.input, spoolDirectory: spool)
        try FileSink(streams.output).copy(from: try reader.openInside(entry))
    }

    /// What `-o` says, else the package's file name without its suffixes, in the working directory.
    private func outputDirectory(_ streams: StandardStreams) throws -> FilePath {
        if let output { return FilePath(output) }
        guard package != "-", let whole = FilePath(package).lastComponent?.string else {
            throw UsageError("name a directory with -o", hints: ["only a package file has a name to take"])
        }
        var name = whole
        for suffix in [".part000", ".zst", ".tar"] where name.hasSuffix(suffix) { name.removeLast(suffix.count) }
        guard name != whole else {
            // What is not there, or no package, would be none with -o either.
            _ = try PackageReader(operand: package, standardInput: streams.input, spoolDirectory: ".")
            throw UsageError("name a directory with -o", hints: ["\(name) would be the package itself"])
        }
        return FilePath(name)
    }
}
