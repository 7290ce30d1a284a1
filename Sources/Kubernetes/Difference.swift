import Documents
import HTTP

extension Cluster {
    /// What applying an object would change, as a unified diff of YAML; empty if nothing.
    public func difference(_ object: Object, _ options: ApplyOptions) throws -> String {
        var options = options
        options.isDryRun = true
        var name = object.shortName
        var current: Object?
        var result = object
        do {
            let location = try self.location(of: object, namespace: options.namespace)
            name = location.description
            current = try read(location)
            let found = Collected<Object>()
            try apply([object], options) { _, object, _ in found.add(object) }
            result = found.items.first ?? object
        } catch KubernetesError.unknownKind {
            // Perhaps its definition is in the same input: then everything about it is new.
        } catch KubernetesError.refused(_, let status) where status.isNamespaceMissing {
            // The namespace too may be part of the input.
        }
        return ObjectDifference(before: current, after: result).text(
            before: "\(name) (cluster)", after: "\(name) (applied)")
    }
}

/// Two states of an object, of which one may be that it is not there.
package struct ObjectDifference {
    private var before: Object?
    private var after: Object?

    /// States of the same object; nil where there is none.
    package init(before: Object?, after: Object?) {
        (self.before, self.after) = (before, after)
        if (after ?? before)?.kind == "Secret" { hideSecrets() }
    }

    /// The difference as `diff -u` prints it, of YAML with sorted keys; empty if there is none.
    ///
    /// - before: the title of the one state.
    /// - after: the title of the other.
    package func text(before beforeTitle: String, after afterTitle: String) -> String {
        unifiedDiff(Self.lines(before), Self.lines(after), before: beforeTitle, after: afterTitle)
    }

    private static func lines(_ object: Object?) -> [String] {
        guard var object else { return [] }
        for key in ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"] {
            object.setMetadata(key, nil)
        }
        let text = YAMLWriter.text(object.value.withSortedKeys)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Secrets show that a value changes, never the value: kubectl diff masks them the same way.
    private mutating func hideSecrets() {
        let (old, new) = (before, after)
        before = old.map { Self.hidden($0, besides: new, mark: "before") }
        after = new.map { Self.hidden($0, besides: old, mark: "after") }
    }

    private static func hidden(_ object: Object, besides other: Object?, mark: String) -> Object {
        guard var members = object.value.object else { return object }
        for key in ["data", "stringData"] {
            guard let values = members[key]?.object else { continue }
            let others = other?.value[key]?.object ?? [:]
            members[key] = .object(
                values.mapValuesWithKeys { name, value in
                    guard let counterpart = others[name], counterpart != value else { return "***" }
                    return .string("*** (\(mark))")
                })
        }
        var result = Object(.object(members), place: object.place)
        // kubectl apply keeps a copy of everything there, values included.
        if var annotations = members["metadata"]?["annotations"]?.object, annotations[lastApplied] != nil {
            annotations[lastApplied] = "***"
            result.setMetadata("annotations", .object(annotations))
        }
        return result
    }

    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
}

extension Value.Object {
    fileprivate func mapValuesWithKeys(_ transform: (String, Value) -> Value) -> Value.Object {
        Value.Object(uniqueKeysWithValues: map { ($0.key, transform($0.key, $0.value)) })
    }
}

/// The difference of two texts as `diff -u` writes it, three lines of context; empty if there is none.
func unifiedDiff(_ old: [String], _ new: [String], before: String, after: String) -> String {
    let changes = lineChanges(old, new)
    guard changes.contains(where: { $0.kind != " " }) else { return "" }
    let context = 3
    var text = "--- \(before)\n+++ \(after)\n"
    var index = 0
    while let first = changes[index...].firstIndex(where: { $0.kind != " " }) {
        var last = first
        // Changes with at most twice the context between them share a hunk.
        while let next = changes[(last + 1)...].firstIndex(where: { $0.kind != " " }), next - last <= 2 * context {
            last = next
        }
        let range = max(first - context, index)..<min(last + context + 1, changes.count)
        let hunk = changes[range]
        let oldStart = changes[..<range.lowerBound].count { $0.kind != "+" }
        let newStart = changes[..<range.lowerBound].count { $0.kind != "-" }
        let (oldCount, newCount) = (hunk.count { $0.kind != "+" }, hunk.count { $0.kind != "-" })
        func position(_ start: Int, _ count: Int) -> String {
            let line = count == 0 ? start : start + 1
            return count == 1 ? "\(line)" : "\(line),\(count)"
        }
        text += "@@ -\(position(oldStart, oldCount)) +\(position(newStart, newCount)) @@\n"
        for change in hunk { text += "\(change.kind)\(change.line)\n" }
        index = range.upperBound
    }
    return text
}

/// Lines kept (" "), taken away ("-") and added ("+").
private func lineChanges(_ old: [String], _ new: [String]) -> [(kind: Character, line: String)] {
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
    let (first, second) = (Array(old[start..<(old.count - end)]), Array(new[start..<(new.count - end)]))
    var changes: [(kind: Character, line: String)] = old[..<start].map { (" ", $0) }
    // Beyond this the table of the longest common subsequence takes too much memory; all is shown as changed then.
    if first.count * second.count <= 16_000_000 {
        changes += middleChanges(first, second)
    } else {
        changes += first.map { ("-", $0) } + second.map { ("+", $0) }
    }
    return changes + old[(old.count - end)...].map { (" ", $0) }
}

private func middleChanges(_ first: [String], _ second: [String]) -> [(kind: Character, line: String)] {
    let width = second.count + 1
    var lengths = [Int32](repeating: 0, count: (first.count + 1) * width)
    for i in first.indices.reversed() {
        for j in second.indices.reversed() {
            lengths[i * width + j] =
                first[i] == second[j]
                ? lengths[(i + 1) * width + j + 1] + 1
                : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
        }
    }
    var changes: [(kind: Character, line: String)] = []
    var (i, j) = (0, 0)
    while i < first.count || j < second.count {
        if i < first.count, j < second.count, first[i] == second[j] {
            changes.append((" ", first[i]))
            (i, j) = (i + 1, j + 1)
        } else if i < first.count, j == second.count || lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            changes.append(("-", first[i]))
            i += 1
        } else {
            changes.append(("+", second[j]))
            j += 1
        }
    }
    return changes
}
