import Actions
import PackageModel

/// Makes the steps of one component.
struct ComponentSteps {
    let component: Component
    let places: Plan.Places

    /// The step of one list of actions, or nil if it is empty.
    func actions(_ actions: [Action], of operation: String, _ moment: String, hasVariables: Bool = true) -> Step? {
        guard !actions.isEmpty else { return nil }
        let set = "\(component.name)/\(operation)/\(moment)"
        let variables = hasVariables ? ["--variables", places.variables] : []
        return Step(
            kind: .actions, name: "\(component.name).\(operation == "onRemove" ? "remove-" : "")\(moment)",
            command: ["zarf-action", "run", places.definition, set] + variables,
            details: actions.map(\.displayName))
    }

    /// The step that puts the files in their places, or nil if there are none.
    func files() -> Step? {
        guard !component.files.isEmpty else { return nil }
        return Step(
            kind: .files, name: "\(component.name).files",
            command: [
                "zarf-action", "files", places.package, component.name, "--variables", places.variables, "--temporary",
                places.temporary,
            ],
            details: component.files.map(Self.text))
    }

    private static func text(_ file: ComponentFile) -> String {
        let links = file.symlinks.isEmpty ? "" : ", linked from \(file.symlinks.joined(separator: ", "))"
        return file.target + (file.isExecutable ? " (executable)" : "") + links
    }

    // MARK: what stands in the way

    /// What the component needs a cluster for; empty if for nothing.
    func clusterNeeds(_ lists: [(name: String, actions: [Action])]) -> [String] {
        let assets: [(String, Bool)] = [
            ("images", component.images.isEmpty), ("image archives", component.imageArchives.isEmpty),
            ("charts", component.charts.isEmpty), ("manifests", component.manifests.isEmpty),
            ("repos", component.repos.isEmpty), ("data injections", component.dataInjections.isEmpty),
            ("health checks", component.healthChecks.isEmpty),
        ]
        let waits = lists.filter { $0.actions.contains { $0.wait?.cluster != nil } }
        return assets.filter { !$0.1 }.map(\.0) + waits.map { "waiting for the cluster in \($0.name)" }
    }

    /// A file or action that this version cannot handle, with or without a cluster.
    func unsupported(_ lists: [(name: String, actions: [Action])]) -> String? {
        if let file = component.files.first(where: { $0.template == true }) {
            return "has the Go template \"\(file.target)\", which this version does not evaluate"
        }
        for (name, actions) in lists {
            guard let action = actions.first(where: { $0.wait?.cluster == nil && $0.obstacle != nil }) else { continue }
            return "cannot run action \"\(action.displayName)\" in \(name): \(action.obstacle ?? "")"
        }
        return nil
    }
}

extension ActionSet {
    /// The lists by the names they have in a definition.
    func lists(_ operation: String) -> [(name: String, actions: [Action])] {
        [("before", before), ("after", after), ("onSuccess", onSuccess), ("onFailure", onFailure)]
            .map { ("\(operation).\($0.0)", $0.1) }
    }
}
