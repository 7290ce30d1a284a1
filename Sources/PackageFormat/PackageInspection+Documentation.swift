import Diagnostics
import Documents
import FileIO
import PackageModel
import SystemPackage

extension PackageInspection {
    /// The definition as text: the bytes of the package's `zarf.yaml`, first document only.
    public var definitionText: String { DefinitionText.text(of: package) }

    /// The definition for JSON.
    public var definitionValue: Value { package.value }

    /// Writes the documentation files into a folder; returns their paths.
    public func extractDocumentation(into directory: FilePath) throws -> [FilePath] {
        try createDirectories(directory)
        var paths: [FilePath] = []
        try forEachDocumentationFile { name, _, source in
            // CVE-2026-40090: names in a package must not choose the folder.
            guard let component = FilePath.Component(name), component.kind == .regular,
                FilePath(name).components.count == 1
            else {
                throw PackageError.malformed(package: reader.name, reason: "documentation \(name) is in no plain file")
            }
            let file = try AtomicFile(directory.appending(component))
            try file.copy(from: source)
            try file.commit()
            paths.append(file.path)
        }
        return paths
    }
}
