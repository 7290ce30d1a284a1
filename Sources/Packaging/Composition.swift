import Diagnostics
import FileIO
import PackageModel
import SystemPackage

/// Resolves imports: components of other definitions merged into the ones that import them.
///
/// The rules are zarf v0.84 src/pkg/packager/load/import.go.
struct Composition {
    /// A package whose imports are merged, and the values schemas that came with them.
    struct Resolved {
        var package: Package
        var schemas: [String] = []
    }

    /// Chains longer than this are refused; upstream would run out of stack on a file that imports itself.
    static let maximumDepth = 100

    let architecture: String
    let flavor: String
    let skeletons: (any SkeletonSource)?
    private(set) var warnings: [String] = []

    init(architecture: String, flavor: String, skeletons: (any SkeletonSource)? = nil) {
        self.architecture = architecture
        self.flavor = flavor
        self.skeletons = skeletons
    }

    /// `package`, read from `file`, with its imports merged and other architectures and flavors left out.
    ///
    /// - chain: the folders imported on the way here.
    mutating func resolve(_ package: Package, in file: DefinitionFile, chain: [String] = []) throws -> Resolved {
        let chain = chain + [file.directory]
        var result = Resolved(package: package)
        var variables = package.variables
        var constants = package.constants
        var valuesFiles: [String] = []
        var schemas: [String] = []
        result.package.components = []
        for component in package.components where isCompatible(component) {
            guard !component.import.path.isEmpty || !component.import.url.isEmpty else {
                result.package.components.append(component)
                continue
            }
            try checkImport(of: component)
            let isPublished = !component.import.url.isEmpty
            let imported =
                try isPublished
                ? importSkeleton(into: component, in: file) : resolveImport(of: component, in: file, chain: chain)
            let base = imported.base
            var merged = imported.component
            merged.rebase(onto: base, packageDirectory: file.directory)
            try merged.override(with: component)
            result.package.components.append(merged)
            variables += imported.package.variables
            constants += imported.package.constants
            valuesFiles += imported.package.values.files.map { DefinitionPath.rebased($0, onto: base) }
            let schema = imported.package.values.schema
            schemas += ((schema.isEmpty ? [] : [schema]) + imported.schemas).map {
                DefinitionPath.rebased($0, onto: base)
            }
        }
        let files = (valuesFiles + package.values.files).map { path in
            DefinitionPath.isURL(path) || path.hasPrefix("/") ? path : DefinitionPath.clean(path)
        }
        result.package.values.files = files.unique(by: \.self)
        result.schemas = schemas.map(DefinitionPath.clean).unique(by: \.self)
        result.package.variables = variables.unique(by: \.name)
        result.package.constants = constants.unique(by: \.name)
        return result
    }

    private func isCompatible(_ component: Component) -> Bool {
        let only = component.only
        return (only.cluster.architecture.isEmpty || only.cluster.architecture == architecture)
            && (only.flavor.isEmpty || only.flavor == flavor)
    }

    private func checkImport(of component: Component) throws {
        let source = component.import
        let reason: String? =
            if source.path.contains("###ZARF_PKG_TMPL_") || source.url.contains("###ZARF_PKG_TMPL_") {
                "package templates do not work in path and url"
            } else if !source.path.isEmpty, !source.url.isEmpty {
                "has both path and url"
            } else if source.path.hasPrefix("/") {
                "path \(source.path.forMessage) is absolute"
            } else if !source.url.isEmpty, !DefinitionPath.hasScheme("oci", source.url) {
                "url \(source.url.forMessage) does not start with oci://"
            } else {
                nil
            }
        guard let reason else { return }
        throw CompositionError.invalidImport(component: component.name, reason: reason, at: component.origin.mark)
    }

    /// A component of another definition with its own imports merged, the package it is part of, and the folder its paths
    /// start from, as seen from the importing definition.
    private typealias Imported = (component: Component, package: Package, schemas: [String], base: String)

    private mutating func resolveImport(of component: Component, in file: DefinitionFile, chain: [String]) throws
        -> Imported
    {
        let path = DefinitionPath.join(file.directory, component.import.path)
        guard !chain.contains(path), chain.count < Self.maximumDepth else {
            throw CompositionError.cycle(path: path, importer: file.directory, component: component.name)
        }
        let name = component.import.name.isEmpty ? component.name : component.import.name
        let imported = try withContext("import into component \"\(component.name.forMessage)\"") {
            try DefinitionFile(at: path)
        }
        let documents = try imported.documents()
        guard let node = try documents.first(.v1alpha1) else {
            throw DefinitionError.noKnownDocument(file: imported.path)
        }
        var package: Package = try DefinitionDecoder.decode(node)
        warnings += Migration.apply(to: &package)
        package.components.removeAll { $0.name != name }
        let flavors = package.components.map(\.only.flavor)
        let resolved = try resolve(package, in: imported, chain: chain)
        let only = try theComponent(name, of: resolved.package, flavors: flavors, at: imported.path)
        return (only, resolved.package, resolved.schemas, try importBase(of: component, in: file))
    }

    private func theComponent(_ name: String, of package: Package, flavors: [String], at path: String) throws
        -> Component
    {
        let found = package.components.filter { $0.name == name && isCompatible($0) }
        guard let only = found.first, found.count == 1 else {
            throw CompositionError.noSuchComponent(name, count: found.count, path: path, flavors: flavors)
        }
        return only
    }

    /// A component of a published skeleton package, whose imports were merged when it was published.
    private mutating func importSkeleton(into component: Component, in file: DefinitionFile) throws -> Imported {
        let url = component.import.url
        guard let skeletons else { throw CompositionError.needsRegistry(component: component.name, url: url) }
        return try withContext("import into component \"\(component.name.forMessage)\"") {
            let skeleton = try skeletons.skeleton(url)
            var package = try skeleton.package()
            warnings += Migration.apply(to: &package)
            guard package.values.files.isEmpty, package.values.schema.isEmpty else {
                throw CompositionError.skeletonWithValues(url: url)
            }
            let name = component.import.name.isEmpty ? component.name : component.import.name
            let flavors = package.components.filter { $0.name == name }.map(\.only.flavor)
            let only = try theComponent(name, of: package, flavors: flavors, at: url)
            let folder = try skeleton.folder(of: name).string
            let here = file.directory.hasPrefix("/") ? "" : try workingDirectory().string
            let base = DefinitionPath.relative(folder, from: here + "/" + file.directory)
            return (only, package, [], base)
        }
    }

    /// The folder of the import as written: paths stay relative to the importing definition.
    private func importBase(of component: Component, in file: DefinitionFile) throws -> String {
        let path = component.import.path
        let isFolder = try FileInformation(of: FilePath(DefinitionPath.join(file.directory, path))).kind == .directory
        return isFolder ? path : DefinitionPath.directory(of: path)
    }
}

extension Array {
    /// The elements, each key's first only.
    fileprivate func unique<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
        var seen: Set<Key> = []
        return filter { seen.insert(key($0)).inserted }
    }
}
