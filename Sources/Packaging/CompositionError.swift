import Diagnostics
import PackageModel

/// What can go wrong while a definition is put together.
public enum CompositionError: Failure {
    /// A template without a value.
    case missingTemplate(String, file: String)
    /// A package where its definition is wanted.
    case isPackage(path: String)
    /// An import that cannot work.
    case invalidImport(component: String, reason: String, at: SourceMark?)
    /// A chain of imports that comes back to where it started.
    case cycle(path: String, importer: String, component: String)
    /// The imported package has no fitting component of that name, or several; the flavors are those that it has.
    case noSuchComponent(String, count: Int, path: String, flavors: [String])
    /// Importer and imported name different systems.
    case conflictingSystem(component: String, imported: String, own: String)
    /// A skeleton package is needed, and no registry may be asked.
    case needsRegistry(component: String, url: String)
    /// The reference leads to something that was not published for importing.
    case noSkeleton(url: String)
    /// A skeleton package that upstream could not import either.
    case skeletonWithValues(url: String)
    /// Package values that do not satisfy their schema, or cannot be read.
    case invalidValues(reason: String)
    /// Package values that do not satisfy their schema: what is wrong, one text for each violation.
    case valuesBreakSchema([String])

    public var kind: FailureKind {
        switch self {
        case .missingTemplate, .isPackage: .usage
        case .needsRegistry, .noSkeleton: .failed
        default: .untrusted
        }
    }

    public var message: String {
        switch self {
        case .missingTemplate(let name, let file): "read \(file): no value for template ###ZARF_PKG_TMPL_\(name)###"
        case .isPackage(let path): "read \(path.forMessage): it is a package, not a definition"
        case .invalidImport(let component, let reason, let mark):
            "import into component \"\(component.forMessage)\"\(mark.map { " at \($0)" } ?? ""): \(reason)"
        case .cycle(let path, let importer, let component):
            "import \(path) into component \"\(component.forMessage)\": imported in a cycle by \(importer)"
        case .noSuchComponent(let name, let count, let path, _):
            count == 0
                ? "import from \(path): no component \"\(name.forMessage)\" fits the architecture and flavor"
                : "import from \(path): \(count) components \"\(name.forMessage)\" fit the architecture and flavor"
        case .conflictingSystem(let component, let imported, let own):
            "import into component \"\(component.forMessage)\": only.localOS is \(imported) there and \(own) here"
        case .needsRegistry(let component, let url):
            "import \(url.forMessage) into component \"\(component.forMessage)\": skeleton packages need a registry"
        case .noSkeleton(let url): "read \(url.forMessage): no skeleton package was published there"
        case .skeletonWithValues(let url): "read \(url.forMessage): skeleton packages with values cannot be imported"
        case .invalidValues(let reason): "check package values: \(reason)"
        case .valuesBreakSchema(let violations): "check package values: \(violations.first ?? "schema broken")"
        }
    }

    public var hints: [String] {
        switch self {
        case .missingTemplate(let name, _): ["give one with --set \(name)=VALUE"]
        case .noSuchComponent(_, _, _, let flavors): DefinitionProblem.hint(onFlavors: flavors).map { [$0] } ?? []
        case .isPackage(let path): ["zarf-inspect \(path.forMessage) definition shows what it was made of"]
        default: []
        }
    }

    public var further: [any Failure] {
        guard case .valuesBreakSchema(let violations) = self else { return [] }
        return violations.dropFirst().map { CompositionError.valuesBreakSchema([$0]) }
    }
}

extension String {
    /// Control characters made harmless.
    var harmless: String { String(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) }) }

    /// Control characters made harmless, and short.
    var forMessage: String {
        let text = harmless
        return text.count <= 80 ? text : text.prefix(77) + "..."
    }
}
