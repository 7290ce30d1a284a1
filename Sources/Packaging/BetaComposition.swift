import Diagnostics
import FileIO
import PackageModel
import SystemPackage

/// Resolves imports of the newer form: components laid over components that stand in files of their own.
///
/// The rules are zarf v0.84 src/pkg/packager/load/import_v1beta1.go.
struct BetaComposition {
    /// Values files and schemas that come with imported components; of files later ones win, of schemas earlier ones.
    struct Values {
        var files: [String] = []
        var schemas: [String] = []
    }

    let architecture: String
    let flavor: String

    /// `package`, read from `file`, with its imports merged and other architectures and flavors left out.
    func resolve(_ package: V1Beta1.Package, in file: DefinitionFile) throws -> (V1Beta1.Package, schemas: [String]) {
        var result = package
        var values = Values()
        result.components = []
        for component in package.components where isCompatible(component.spec.selector) {
            var component = component
            let chain = [DefinitionPath.clean(file.path)]
            let (spec, own) = try resolve(component.spec, in: file.directory, chain: chain, name: component.name)
            component.spec = spec
            result.components.append(component)
            values.files += own.files
            values.schemas += own.schemas
        }
        result.values.files = Self.unique(values.files + package.values.files)
        return (result, Self.unique(values.schemas))
    }

    private func isCompatible(_ selector: V1Beta1.Selector) -> Bool {
        (selector.architecture.isEmpty || selector.architecture == architecture)
            && (selector.flavor.isEmpty || selector.flavor == flavor)
    }

    private static func unique(_ paths: [String]) -> [String] {
        var seen: Set<String> = []
        return paths.map { DefinitionPath.rebased($0, onto: ".") }.filter { seen.insert($0).inserted }
    }

    private func resolve(_ spec: V1Beta1.ComponentSpec, in directory: String, chain: [String], name: String) throws
        -> (V1Beta1.ComponentSpec, Values)
    {
        func refuse(_ reason: String) -> CompositionError {
            .invalidImport(component: name, reason: reason, at: nil)
        }
        guard spec.import.remote.isEmpty else { throw refuse("import.remote does not work yet") }
        if spec.import.local.contains(where: { $0.path.isEmpty }) { throw refuse("import.local without path") }
        if let absolute = spec.import.local.first(where: { $0.path.hasPrefix("/") }) {
            throw refuse("path \(absolute.path.forMessage) is absolute")
        }
        guard !spec.import.local.isEmpty else { return (spec, Values()) }
        guard chain.count < Composition.maximumDepth else {
            throw CompositionError.cycle(path: chain[0], importer: directory, component: name)
        }
        let variants = try spec.import.local.map { source in
            let path = DefinitionPath.join(directory, source.path)
            guard !chain.contains(path) else {
                throw CompositionError.cycle(path: path, importer: directory, component: name)
            }
            return (source: source.path, path: path, config: try read(path, component: name))
        }
        let fitting = variants.filter { isCompatible($0.config.component.selector) }
        guard let only = fitting.first, fitting.count == 1 else {
            throw refuse("\(fitting.count) of the imported variants fit the architecture and flavor")
        }
        let (imported, inherited) = try resolve(
            only.config.component, in: DefinitionPath.directory(of: only.path), chain: chain + [only.path], name: name)
        let base = DefinitionPath.directory(of: only.source)
        func rebased(_ path: String) -> String { DefinitionPath.rebased(path, onto: base) }
        var merged = imported
        merged.rebase(rebased)
        merged.override(with: spec)
        merged.import = V1Beta1.Import()
        let own = only.config.values
        let values = Values(
            files: (inherited.files + own.files).map(rebased),
            schemas: ((own.schema.isEmpty ? [] : [own.schema]) + inherited.schemas).map(rebased))
        return (merged, values)
    }

    private func read(_ path: String, component: String) throws -> V1Beta1.ComponentConfig {
        let context = "import into component \"\(component.forMessage)\""
        let information = try withContext(context) { try FileInformation(of: FilePath(path)) }
        guard information.kind != .directory else {
            throw CompositionError.invalidImport(component: component, reason: "\(path) is a folder", at: nil)
        }
        let documents = try DefinitionFile(at: path).documents()
        guard let node = documents.nodes.first else { throw DefinitionError.empty(file: path) }
        let config: V1Beta1.ComponentConfig = try DefinitionDecoder.decode(node)
        guard config.kind == V1Beta1.componentKind else {
            throw CompositionError.invalidImport(
                component: component, reason: "\(path) is no \(V1Beta1.componentKind)", at: node.mark)
        }
        let problems = DefinitionSchema.problems(of: node, as: V1Beta1.ComponentConfig.self)
        if !problems.isEmpty { throw DefinitionError.invalidSchema(file: path, problems: problems) }
        return config
    }
}
