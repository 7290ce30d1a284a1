import Documents
import FileIO
import SystemPackage

/// A plugin of Helm's that everything rendered can go through.
// helm v4.2 internal/plugin/loader.go, metadata_v1.go, runtime_subprocess.go.
struct PostRendererPlugin {
    let name: String
    let folder: FilePath
    /// `subprocess`, or something that we cannot run.
    let runtime: String
    private let commands: [PlatformCommand]

    /// One of the commands of a plugin, for some systems and processors or for all.
    private struct PlatformCommand {
        let system: String
        let processor: String
        let command: String
        let arguments: [String]

        init(_ value: Value) {
            func text(_ key: String) -> String { value[key]?.string ?? "" }
            (system, processor, command) = (text("os").lowercased(), text("arch").lowercased(), text("command"))
            arguments = value["args"]?.array?.compactMap(\.string) ?? []
        }
    }

    /// The first plugin of a name in folders of plugins. Passes over what is no plugin for post-rendering.
    static func named(_ name: String, in folders: [FilePath]) -> PostRendererPlugin? {
        for folder in folders {
            guard let entries = try? directoryEntries(folder).sorted() else { continue }
            for entry in entries {
                guard let plugin = try? PostRendererPlugin(folder.appending(entry)), plugin.name == name else {
                    continue
                }
                return plugin
            }
        }
        return nil
    }

    /// Nil for a plugin of another type. Throws for a `plugin.yaml` that cannot be read.
    private init?(_ folder: FilePath) throws {
        let file = folder.appending("plugin.yaml")
        let document = try YAMLReader.document(
            try readFile(file, limit: 1 << 20), file: file.string, options: .helm
        ).value(.legacy)
        func text(_ key: String) -> String { document[key]?.string ?? "" }
        guard text("apiVersion") == "v1", text("type") == "postrenderer/v1" else { return nil }
        (name, runtime, self.folder) = (text("name"), text("runtime"), folder)
        commands = (document["runtimeConfig"]?["platformCommand"]?.array ?? []).map { PlatformCommand($0) }
    }

    /// What to run here, before the arguments of the command line; nil if nothing of it is for this machine.
    ///
    /// - variables: the environment, which `$NAME` and `${NAME}` stand for.
    // helm v4.2 internal/plugin/subprocess_commands.go getPlatformCommand, PrepareCommands.
    func invocation(_ variables: [String: String]) -> (program: String, arguments: [String])? {
        let applicable =
            commands.first { $0.system == Self.system && $0.processor == Self.processor }
            ?? commands.first { $0.system == Self.system && $0.processor.isEmpty }
            ?? commands.first { $0.system.isEmpty && $0.processor.isEmpty }
        guard let applicable else { return nil }
        let words = applicable.command.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        let expanded = (words + applicable.arguments).map { Self.expanded($0, variables) }
        guard let program = expanded.first, !program.isEmpty else { return nil }
        return (program, Array(expanded.dropFirst()))
    }

    /// What plugins are told of themselves.
    var variables: [String: String] { ["HELM_PLUGIN_NAME": name, "HELM_PLUGIN_DIR": folder.string] }

    private static let system = "linux"
    #if arch(x86_64)
        private static let processor = "amd64"
    #elseif arch(arm64)
        private static let processor = "arm64"
    #else
        private static let processor = ""
    #endif

    // Go's os.Expand, for names of letters, digits and underscores.
    private static func expanded(_ text: String, _ variables: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "{", let close = rest.firstIndex(of: "}") {
                result += variables[String(rest[rest.index(after: rest.startIndex)..<close])] ?? ""
                rest = rest[rest.index(after: close)...]
                continue
            }
            let name = rest.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            result += name.isEmpty ? "$" : variables[String(name)] ?? ""
            rest = rest[name.endIndex...]
        }
        return result + rest
    }
}
