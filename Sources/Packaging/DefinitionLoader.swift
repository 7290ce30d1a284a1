import Diagnostics
import Documents
import Glibc
import PackageModel
import RegularExpressions
import Variables

/// Reads a definition and resolves it: migrations, imports, templates, and every check.
public struct DefinitionLoader {
    /// Choices made on the command line.
    public struct Options: Sendable {
        /// The flavor; components of other flavors are left out.
        public var flavor = ""
        /// The architecture; empty takes the definition's, then this machine's.
        public var architecture = ""
        /// Values of package templates; names are made upper-case.
        public var templates: [String: String] = [:]
        /// Asks a person for the value of a template that was not given; nil where nobody can be asked.
        public var askForTemplate: (@Sendable (_ name: String) throws -> String)?
        /// Whether package values go unchecked.
        public var skipsValuesCheck = false

        /// No choice made.
        public init() {}
    }

    private let options: Options
    private let skeletons: (any SkeletonSource)?
    private let variables: [String: String]

    /// A loader with the choices made on the command line.
    ///
    /// - skeletons: where `import.url` is looked up; nil refuses such imports.
    public init(_ options: Options = Options(), skeletons: (any SkeletonSource)? = nil) {
        self.options = options
        self.skeletons = skeletons
        variables = Dictionary(
            options.templates.map { ($0.key.uppercased(), $0.value) }, uniquingKeysWith: { _, last in last })
    }

    /// The resolved definition at `path`, a folder or a file.
    ///
    /// - throws: `FileError`, `DocumentError`, `DefinitionError` or `CompositionError`.
    public func load(_ path: String) throws -> ResolvedDefinition {
        let file = try DefinitionFile(at: path)
        let documents = try file.documents()
        let (form, node) = try documents.newest()
        if form == .v1beta1 { return try loadBeta(node, documents: documents, file: file) }
        var package: Package
        do {
            package = try DefinitionDecoder.decode(node)
        } catch let error as DefinitionError {
            // The decoder stops at the first wrong type; the schema tells everything that is wrong.
            try checkSchema(of: node, file: file.path)
            throw error
        }
        var warnings = Migration.apply(to: &package)
        // Quirk: upstream checks the first document of the file, even if another one is used.
        try checkSchema(of: documents.nodes.first ?? node, file: file.path)
        package.metadata.architecture = architecture(written: package.metadata.architecture)
        var composition = Composition(
            architecture: package.metadata.architecture, flavor: options.flavor, skeletons: skeletons)
        var resolved = try composition.resolve(package, in: file)
        warnings += composition.warnings
        try fillTemplates(of: &resolved.package, warnings: &warnings, file: file.path)
        if !resolved.package.components.contains(where: { $0.only.flavor == options.flavor }) {
            warnings.append("flavor \"\(options.flavor)\" is used by no component")
        }
        try check(resolved.package, flavors: package.components.map(\.only.flavor), file: file.path)
        let result = ResolvedDefinition(
            package: resolved.package, beta: nil, file: file, importedSchemas: resolved.schemas, warnings: warnings)
        if !options.skipsValuesCheck { try result.checkValues() }
        return result
    }

    // zarf v0.84 src/pkg/packager/load/load.go v1beta1PackageDefinition: no templates in the newer form.
    private func loadBeta(_ node: YAMLNode, documents: DefinitionDocuments, file: DefinitionFile) throws
        -> ResolvedDefinition
    {
        var package: V1Beta1.Package = try DefinitionDecoder.decode(node)
        func check(_ problems: [DefinitionProblem]) throws {
            if !problems.isEmpty { throw DefinitionError.invalidSchema(file: file.path, problems: problems) }
        }
        try check(DefinitionSchema.problems(of: documents.nodes.first ?? node, as: V1Beta1.Package.self))
        package.metadata.architecture = architecture(written: package.metadata.architecture)
        let composition = BetaComposition(architecture: package.metadata.architecture, flavor: options.flavor)
        var (resolved, schemas) = try composition.resolve(package, in: file)
        let flavors = package.components.map(\.spec.selector.flavor)
        let problems = Validation.problems(of: resolved, flavors: flavors)
        if !problems.isEmpty { throw DefinitionError.invalid(file: file.path, problems: problems) }
        try check(DefinitionSchema.problems(of: resolved))
        let isFlavorUsed = resolved.components.contains { $0.spec.selector.flavor == options.flavor }
        resolved.normalize()
        let result = ResolvedDefinition(
            package: resolved.converted(), beta: resolved, file: file, importedSchemas: schemas,
            warnings: isFlavorUsed ? [] : ["flavor \"\(options.flavor)\" is used by no component"])
        if !options.skipsValuesCheck { try result.checkValues() }
        return result
    }

    private func architecture(written: String) -> String {
        if !options.architecture.isEmpty { return options.architecture }
        return written.isEmpty ? Self.hostArchitecture : written
    }

    /// This machine's architecture, in OCI's words.
    public static let hostArchitecture: String = {
        var name = utsname()
        guard uname(&name) == 0 else { return "amd64" }
        let machine = withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return ["x86_64": "amd64", "aarch64": "arm64"][machine] ?? machine
    }()

    private func checkSchema(of node: YAMLNode, file: String) throws {
        let problems = DefinitionSchema.problems(
            of: node, replacing: { PackageTemplates.replace(PackageTemplates.values(for: variables), in: $0) })
        if !problems.isEmpty { throw DefinitionError.invalidSchema(file: file, problems: problems) }
    }

    private func check(_ package: Package, flavors: [String], file: String) throws {
        let problems = Validation.problems(of: package, flavors: flavors) { try RegularExpression($0).matches($1) }
        if !problems.isEmpty { throw DefinitionError.invalid(file: file, problems: problems) }
    }

    private func fillTemplates(of package: inout Package, warnings: inout [String], file: String) throws {
        for index in package.components.indices {
            let name = package.components[index].name
            try package.components[index].rewrite {
                PackageTemplates.replace([PackageTemplates.componentName: name], in: $0)
            }
        }
        let text = DefinitionText.text(of: package)
        let names = PackageTemplates.names(in: text, prefix: PackageTemplates.prefix)
        let deprecated = PackageTemplates.names(in: text, prefix: PackageTemplates.deprecatedPrefix)
        var variables = variables
        for name in names + deprecated where variables[name] == nil {
            guard let ask = options.askForTemplate else { throw CompositionError.missingTemplate(name, file: file) }
            variables[name] = try ask(name)
        }
        for name in deprecated {
            warnings.append("###ZARF_PKG_VAR_\(name)### is deprecated: write ###ZARF_PKG_TMPL_\(name)###")
        }
        var values = PackageTemplates.values(for: variables)
        values[PackageTemplates.architecture] = package.metadata.architecture
        try package.rewrite { PackageTemplates.replace(values, in: $0) }
    }
}

/// A definition with imports merged, templates filled and components filtered, as create packs it.
public struct ResolvedDefinition: Sendable {
    /// The package, in the form that every package carries.
    public var package: Package
    /// The package in the newer form, if it was written in that.
    public var beta: V1Beta1.Package?
    /// Where it was read.
    public let file: DefinitionFile
    /// Schemas of imported packages' values, relative to the definition's folder; earlier ones win.
    public let importedSchemas: [String]
    /// What the author should know.
    public let warnings: [String]

    /// The folder that relative paths start from.
    public var directory: String { file.directory }

    /// What `--definition` prints: the resolved definition without facts that create writes.
    public var text: String {
        if var beta {
            beta.build = V1Beta1.Build()
            return DefinitionText.text(of: beta)
        }
        var package = package
        package.build = Build()
        return DefinitionText.text(of: package)
    }

    /// The definition without everything but charts and manifests and their values: what would be applied, but little
    /// to fetch and nothing to run.
    public var applied: ResolvedDefinition {
        var package = package
        package.documentation = [:]
        for index in package.components.indices {
            package.components[index].images = []
            package.components[index].imageArchives = []
            package.components[index].files = []
            package.components[index].repos = []
            package.components[index].dataInjections = []
            package.components[index].actions = ComponentActions()
        }
        return ResolvedDefinition(
            package: package, beta: nil, file: file, importedSchemas: importedSchemas, warnings: warnings)
    }
}
