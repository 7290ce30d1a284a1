import Diagnostics
import Documents

/// The rules a resolved package must keep beyond its schema (zarf v0.84 src/internal/api/v1alpha1/validate.go).
public struct Validation {
    /// Kubernetes limits release names; upstream's prefix leaves this many characters.
    static let maximumChartNameByteCount = 40

    private var problems: [DefinitionProblem] = []
    private let flavors: [String]
    private let matchesPattern: (String, String) throws -> Bool

    /// All broken rules of `package`, in upstream's order.
    ///
    /// - flavors: those of the definition, for a package of which nothing is left.
    /// - matchesPattern: whether a regular expression (first) matches a text (second); throws if it cannot be read.
    public static func problems(
        of package: Package, flavors: [String] = [],
        matchesPattern: @escaping (_ pattern: String, _ text: String) throws -> Bool
    ) -> [DefinitionProblem] {
        var validation = Validation(flavors: flavors, matchesPattern: matchesPattern)
        validation.check(package)
        return validation.problems
    }

    private init(flavors: [String], matchesPattern: @escaping (String, String) throws -> Bool) {
        self.flavors = flavors
        self.matchesPattern = matchesPattern
    }

    private mutating func report(_ text: String, _ origin: DefinitionOrigin = DefinitionOrigin(), hint: String? = nil) {
        problems.append(DefinitionProblem(text, at: origin.mark, hint: hint))
    }

    private mutating func check(_ package: Package) {
        if package.components.isEmpty {
            problems.append(.nothingFits(flavors: flavors, keys: "only.cluster.architecture and only.flavor"))
        }
        if package.isInit, package.metadata.isYOLO { report("an init package cannot have metadata.yolo") }
        for constant in package.constants { check(constant) }
        if package.metadata.isYOLO { checkYOLO(package.components) }
        var names: Set<String> = []
        for component in package.components {
            if !names.insert(component.name).inserted {
                report("component \"\(component.name.shortened)\": the name is used twice", component.origin)
            }
            check(component)
        }
        checkGroups(package.components)
    }

    private mutating func check(_ constant: Constant) {
        do {
            guard try !matchesPattern(constant.pattern, constant.text) else { return }
            report("constant \(constant.name): value does not match pattern \(constant.pattern)", constant.origin)
        } catch {
            let reason = (error as? any Failure)?.message ?? "unreadable"
            report("constant \(constant.name): bad pattern \(constant.pattern): \(reason)", constant.origin)
        }
    }

    private mutating func checkYOLO(_ components: [Component]) {
        for component in components {
            let forbidden = [
                (!component.images.isEmpty || !component.imageArchives.isEmpty, "images"),
                (!component.repos.isEmpty, "repos"),
                (!component.only.cluster.architecture.isEmpty, "only.cluster.architecture"),
                (!component.only.cluster.distros.isEmpty, "only.cluster.distros"),
            ]
            for (isUsed, key) in forbidden where isUsed {
                report("component \"\(component.name.shortened)\": metadata.yolo forbids \(key)", component.origin)
            }
        }
    }

    private mutating func check(_ component: Component) {
        let place = "component \"\(component.name.shortened)\""
        if component.isRequired {
            if component.isDefault { report("\(place): both required and default", component.origin) }
            if !component.group.isEmpty { report("\(place): both required and in a group", component.origin) }
        }
        var charts: Set<String> = []
        for chart in component.charts {
            if !charts.insert(chart.name).inserted {
                report("\(place): chart name \"\(chart.name.shortened)\" is used twice", chart.origin)
            }
            check(chart, place)
        }
        var manifests: Set<String> = []
        for manifest in component.manifests {
            if !manifests.insert(manifest.name).inserted {
                report("\(place): manifest name \"\(manifest.name.shortened)\" is used twice", manifest.origin)
            }
            check(manifest, place)
        }
        check(component.actions, place)
    }

    private mutating func check(_ chart: ComponentChart, _ component: String) {
        let place = "\(component), chart \"\(chart.name.shortened)\""
        func fail(_ text: String, hint: String? = nil) { report("\(place): \(text)", chart.origin, hint: hint) }
        if chart.name.utf8.count > Self.maximumChartNameByteCount {
            fail("name is longer than \(Self.maximumChartNameByteCount) characters")
        }
        if chart.namespace.isEmpty { fail("missing key \"namespace\"") }
        if chart.url.isEmpty == chart.localPath.isEmpty { fail("needs either url or localPath") }
        if chart.localPath.isEmpty, chart.version.isEmpty { fail("missing key \"version\"") }
        let release = chart.releaseName.isEmpty ? chart.name : chart.releaseName
        if !Self.isDNSLabel(release) {
            fail(
                "release name \"\(release.shortened)\" is no DNS label",
                hint: "lower-case letters, digits and dashes, a letter first, at most 63 characters; set releaseName")
        }
        for value in chart.values {
            for path in value.excludePaths where !Self.isPath(path, below: value.sourcePath) {
                fail("excludePath \(path.shortened) is not below sourcePath \(value.sourcePath.shortened)")
            }
        }
    }

    /// RFC 1035: letters, digits and dashes, a letter first, no dash last, at most 63.
    static func isDNSLabel(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return text.utf8.count <= 63 && (0x61...0x7A) ~= first && last != 0x2D
            && text.utf8.allSatisfy { $0.isLowerOrDigit || $0 == 0x2D }
    }

    static func isPath(_ path: String, below parent: String) -> Bool {
        parent == "." ? path != "." && path.hasPrefix(".") : path.hasPrefix(parent + ".")
    }

    private mutating func check(_ manifest: ComponentManifest, _ component: String) {
        let place = "\(component), manifest \"\(manifest.name.shortened)\""
        if manifest.name.utf8.count > Self.maximumChartNameByteCount {
            report("\(place): name is longer than \(Self.maximumChartNameByteCount) characters", manifest.origin)
        }
        if manifest.files.isEmpty, manifest.kustomizations.isEmpty {
            report("\(place): needs at least one file or kustomization", manifest.origin)
        }
    }

    private mutating func check(_ actions: ComponentActions, _ component: String) {
        check(actions.onCreate, "\(component), onCreate", allowsVariables: false, allowsTemplates: false)
        check(actions.onDeploy, "\(component), onDeploy", allowsVariables: true, allowsTemplates: true)
        check(actions.onRemove, "\(component), onRemove", allowsVariables: false, allowsTemplates: true)
    }

    private mutating func check(_ set: ActionSet, _ place: String, allowsVariables: Bool, allowsTemplates: Bool) {
        for action in set.allActions {
            if let wait = action.wait {
                if !action.cmd.isEmpty {
                    report("\(place): action \"\(action.cmd.shortened)\" has both cmd and wait", action.origin)
                }
                if (wait.cluster == nil) == (wait.network == nil) {
                    report("\(place): a wait needs exactly one of cluster and network", action.origin)
                }
            }
            if !allowsVariables, !action.setVariables.isEmpty {
                report("\(place): setVariables work in onDeploy only", action.origin)
            }
            if !allowsTemplates, action.template ?? false {
                report("\(place): template does not work in onCreate", action.origin)
            }
        }
    }

    private mutating func checkGroups(_ components: [Component]) {
        var order: [String] = []
        var members: [String: [Component]] = [:]
        for component in components where !component.group.isEmpty {
            if members[component.group] == nil { order.append(component.group) }
            members[component.group, default: []].append(component)
        }
        for group in order {
            let components = members[group] ?? []
            if components.count == 1, let only = components.first {
                report("group \"\(group.shortened)\" has one component only: \"\(only.name.shortened)\"", only.origin)
            }
            for second in components.filter(\.isDefault).dropFirst() {
                report(
                    "group \"\(group.shortened)\" has more than one default: \"\(second.name.shortened)\"",
                    second.origin)
            }
        }
    }
}
