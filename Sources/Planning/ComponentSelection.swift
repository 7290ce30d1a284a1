import Diagnostics
import PackageModel

/// Which components of a package an operation is about.
public struct ComponentSelection {
    /// Asks the user, where nothing was said and somebody is there to answer.
    public protocol Asking {
        /// Whether an optional component is to be deployed.
        func isWanted(_ component: Component) throws -> Bool
        /// Which of a group's components is to be deployed: an index.
        func choice(of components: [Component]) throws -> Int
    }

    private let patterns: [ComponentPattern]

    /// - list: `--components`: names and globs, separated by commas; a leading `-` excludes. Empty means nothing was said.
    // zarf v0.84 src/pkg/packager/filters/deploy.go, helpers StringToSlice: lower-cased, trimmed.
    public init(_ list: String) throws {
        patterns =
            list.isEmpty
            ? []
            : try list.split(separator: ",", omittingEmptySubsequences: false).map {
                try ComponentPattern(Self.trimmed($0).lowercased())
            }
    }

    private static func trimmed(_ text: Substring) -> String {
        let head = text.drop(while: \.isWhitespace)
        guard let end = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...end])
    }

    private var isSilent: Bool { patterns.first?.text.isEmpty ?? true }

    /// The components to deploy, in the package's order.
    ///
    /// Required ones always, of a group exactly one, default ones unless excluded, others if they match.
    public func forDeploy(_ components: [Component], asking: (any Asking)? = nil) throws -> [Component] {
        if !isSilent { try checkPatterns(components) }
        var chosen: Set<String> = []
        for group in Self.groups(of: components) {
            let names = isSilent ? try silentChoice(of: group, asking) : try choice(of: group)
            chosen.formUnion(names)
        }
        return components.filter { chosen.contains($0.name) }
    }

    /// The components to remove or to mirror: the list alone decides, without a list all.
    // zarf v0.84 src/pkg/packager/filters/select.go BySelectState.
    public func byListAlone(_ components: [Component]) throws -> [Component] {
        guard !isSilent else { return components }
        try checkPatterns(components)
        return components.filter { verdict($0.name) == .included }
    }

    // MARK: the rules

    private enum Verdict { case unknown, included, excluded }

    /// Exclusions are looked at first.
    private func verdict(_ name: String) -> Verdict {
        if patterns.contains(where: { $0.excludes && $0.matches(name) }) { return .excluded }
        return patterns.contains { !$0.excludes && $0.matches(name) } ? .included : .unknown
    }

    private func choice(of group: [Component]) throws -> [String] {
        var chosen: [String] = []
        var fallback: String?
        for component in group {
            let verdict = component.isRequired ? .included : verdict(component.name)
            if verdict == .included {
                if let other = chosen.first {
                    throw PlanError.twoChoices(group: component.group, other, component.name)
                }
                chosen.append(component.name)
            } else if verdict == .unknown, component.isDefault, fallback == nil {
                fallback = component.name
            }
        }
        if !chosen.isEmpty { return chosen }
        if let fallback { return [fallback] }
        guard group.count == 1 else { throw PlanError.noChoice(of: group.map(\.name)) }
        return []
    }

    private func silentChoice(of group: [Component], _ asking: (any Asking)?) throws -> [String] {
        if group.count > 1 {
            if let asking { return [group[try asking.choice(of: group)].name] }
            guard let choice = group.first(where: \.isDefault) else {
                throw PlanError.noChoice(of: group.map(\.name))
            }
            return [choice.name]
        }
        return try group.filter { component in
            if component.isRequired { return true }
            if let asking { return try asking.isWanted(component) }
            return component.isDefault
        }.map(\.name)
    }

    /// A pattern that matches nothing is a mistake.
    private func checkPatterns(_ components: [Component]) throws {
        for pattern in patterns where !components.contains(where: { pattern.matches($0.name) }) {
            let wanted = pattern.excludes ? String(pattern.text.dropFirst()) : pattern.text
            // zarf v0.84 src/pkg/packager/filters/deploy.go: within 5 edits; here of a long name only.
            let limit = min(5, max(1, wanted.utf8.count * 2 / 3))
            let near = components.map { (editDistance(Array($0.name.utf8), Array(wanted.utf8)), $0.name) }
                .filter { $0.0 <= limit }.sorted { $0.0 < $1.0 }
            throw PlanError.unknownComponent(pattern.text, suggestions: near.prefix(3).map(\.1))
        }
    }

    /// Components by group, in the order of first appearance; one without a group is its own.
    private static func groups(of components: [Component]) -> [[Component]] {
        var positions: [String: Int] = [:]
        var groups: [[Component]] = []
        for component in components {
            let key = component.group.isEmpty ? component.name : component.group
            if let position = positions[key] {
                groups[position].append(component)
            } else {
                positions[key] = groups.count
                groups.append([component])
            }
        }
        return groups
    }
}
