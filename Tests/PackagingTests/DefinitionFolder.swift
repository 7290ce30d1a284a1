import FileIO
import PackageModel
import Packaging
import SystemPackage

/// A folder of definitions for one test.
final class DefinitionFolder {
    private let directory: TemporaryDirectory
    var path: String { directory.path.string }

    /// Writes the files; names may contain folders. A text that begins with `components:` gets a head.
    init(_ files: [String: String]) throws {
        directory = try TemporaryDirectory(in: "/tmp", prefix: "definition")
        for (name, text) in files {
            let file = directory.path.appending(name)
            try createDirectories(file.removingLastComponent())
            try writeFile(file, (text.hasPrefix("components:") ? Self.head + text : text).utf8)
        }
    }

    static let head = "kind: ZarfPackageConfig\nmetadata:\n  name: test\n  architecture: amd64\n"

    /// The resolved definition's text without its head.
    func text(_ name: String = "", _ change: (inout DefinitionLoader.Options) -> Void = { _ in }) throws -> String {
        let text = try load(name, change).text
        return text.hasPrefix(Self.head) ? String(text.dropFirst(Self.head.count)) : text
    }

    func load(_ name: String = "", _ change: (inout DefinitionLoader.Options) -> Void = { _ in }) throws
        -> ResolvedDefinition
    {
        var options = DefinitionLoader.Options()
        change(&options)
        return try DefinitionLoader(options).load(name.isEmpty ? path : path + "/" + name)
    }

    /// The message of the refusal, without the folder's name; empty if nothing was refused.
    func refusal(_ name: String = "", _ change: (inout DefinitionLoader.Options) -> Void = { _ in }) -> String {
        do {
            _ = try load(name, change)
            return ""
        } catch {
            return "\(error)".replacing(path + "/", with: "")
        }
    }
}
