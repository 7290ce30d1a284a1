import PackageModel
import Variables

extension Plan {
    /// The plan for people. Sensitive values do not appear.
    public var text: String {
        let metadata = package.metadata
        var lines = ["\(operation.rawValue) \(Self.visible(title)) from \(Self.visible(places.package))"]
        if !metadata.description.isEmpty { lines.append("  \(Self.visible(metadata.description))") }
        lines += variableLines
        for component in components {
            let about = component.description.isEmpty ? "" : ": \(Self.visible(component.description))"
            lines.append("component \(component.name)\(about)")
            for step in component.steps { lines += Self.lines(step) }
            if let failure = component.onFailure { lines += Self.lines(failure, label: "if a step fails") }
            if component.steps.allSatisfy({ $0.kind == .record }) { lines.append("  nothing to do") }
        }
        if components.isEmpty { lines.append("no component is chosen") }
        for component in leftOut { lines.append("left out: \(component.text)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(_ step: Step, label: String? = nil) -> [String] {
        guard let heading = label ?? heading(step) else { return [] }
        return ["  \(heading)"] + step.details.map { "    \(visible($0))" }
    }

    /// What a step is called; nil for what is of no interest to people.
    private static func heading(_ step: Step) -> String? {
        switch step.kind {
        case .begin, .cluster, .record, .releases: nil
        case .actions:
            "actions " + (step.name.split { $0 == "." || $0 == "-" }.last.map(String.init) ?? step.name)
        case .files: "files"
        case .images: "images, pushed to the registry"
        case .repositories: "repositories, pushed to the git server"
        case .chart: "chart"
        case .manifest: "manifests"
        case .data: "data"
        case .health: "wait for"
        case .uninstall: "uninstall"
        }
    }

    private var variableLines: [String] {
        guard !variables.variables.isEmpty else { return [] }
        let declared = Set(package.variables.map { $0.name.uppercased() })
        return ["variables"]
            + variables.variables.sorted { $0.key < $1.key }.map { name, entry in
                // What is not declared may be a secret under a misspelled name.
                if entry.isSensitive { return "  \(name) (sensitive)" }
                return declared.contains(name) ? "  \(name) = \(Self.visible(entry.text))" : "  \(name) (not declared)"
            }
    }
}
