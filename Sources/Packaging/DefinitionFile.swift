import FileIO
import PackageModel
import SystemPackage

/// Where a definition is: its file, and the folder that relative paths start from.
public struct DefinitionFile: Sendable, Hashable {
    /// The file, `zarf.yaml` or any other name.
    public let path: String
    /// The folder, as written or derived.
    public let directory: String

    /// The name in a folder.
    public static let standardName = "zarf.yaml"
    /// The name of a generated definition, looked for second.
    public static let generatedName = "zarf.gen.yaml"
    /// A hostile definition must not fill memory: the reader refuses more too.
    static let byteLimit = 16 << 20

    /// Finds the definition at `path`, a file or a folder.
    ///
    /// - throws: `FileError` if nothing is there, `CompositionError.isPackage`.
    public init(at path: String) throws {
        let information = try FileInformation(of: FilePath(path))
        guard information.kind == .directory else {
            // zarf v0.84 src/cmd/cmd.go setBaseDirectory.
            if path.hasSuffix(".tar.zst") || path.hasSuffix(".tar") || path.contains(".part000") {
                throw CompositionError.isPackage(path: path)
            }
            self.path = path
            directory = DefinitionPath.directory(of: path)
            return
        }
        directory = path
        let standard = DefinitionPath.join(path, Self.standardName)
        let generated = DefinitionPath.join(path, Self.generatedName)
        let isGenerated = !Self.exists(standard) && Self.exists(generated)
        self.path = isGenerated ? generated : standard
    }

    /// The documents of the file.
    ///
    /// - throws: `FileError`, `DocumentError` or `DefinitionError`.
    public func documents() throws -> DefinitionDocuments {
        let bytes = try FileSource(path: FilePath(path)).readAll(limit: Self.byteLimit, name: path)
        return try DefinitionDocuments(bytes, file: path)
    }

    private static func exists(_ path: String) -> Bool { (try? FileInformation(of: FilePath(path))) != nil }
}
