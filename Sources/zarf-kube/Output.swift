import Documents
import Kubernetes
import ToolSupport

/// How objects are printed.
enum OutputFormat: ExpressibleByArgument {
    case table(isWide: Bool)
    case yaml
    case json
    case name
    case jsonpath(JSONPath)

    init?(argument: String) {
        switch argument {
        case "yaml": self = .yaml
        case "json": self = .json
        case "name": self = .name
        case "wide": self = .table(isWide: true)
        default:
            guard argument.hasPrefix("jsonpath="), let path = try? JSONPath(String(argument.dropFirst(9))) else {
                return nil
            }
            self = .jsonpath(path)
        }
    }

    var defaultValueDescription: String { "a table" }

    /// The text of all objects: one alone as it is, several as a List.
    func text(_ objects: [Object], _ targets: Targets, keepsManagedFields: Bool) throws -> String {
        let isOne = targets.areNamed && targets.list.count == 1
        if case .name = self { return objects.map { $0.shortName + "\n" }.joined() }
        let shown = objects.map { object in
            var object = object
            if !keepsManagedFields { object.setMetadata("managedFields", nil) }
            return object.value
        }
        let list: Value = [
            "apiVersion": "v1", "items": .array(shown), "kind": "List", "metadata": ["resourceVersion": ""],
        ]
        let value = isOne ? shown.first ?? list : list
        switch self {
        case .json: return JSON.text(value, .init(style: .pretty)) + "\n"
        case .jsonpath(let path): return try path.string(value)
        default: return YAMLWriter.text(value.withSortedKeys)
        }
    }
}

/// Tables as the server makes them, columns aligned.
struct TablePrinter {
    let isWide: Bool
    let showsNamespace: Bool
    let hasHead: Bool
    private var sections: [[[String]]] = []

    init(isWide: Bool, showsNamespace: Bool, hasHead: Bool) {
        self.isWide = isWide
        self.showsNamespace = showsNamespace
        self.hasHead = hasHead
    }

    var isEmpty: Bool { sections.allSatisfy { $0.count <= 1 } }

    /// Adds a Table; rows of the same columns go below each other.
    mutating func add(_ table: Value, _ resource: Resource, isOneOfMany: Bool) {
        guard table["kind"]?.string == "Table" else { return }
        let definitions = table["columnDefinitions"]?.array ?? []
        let columns = definitions.indices.filter { isWide || definitions[$0]["priority"]?.integer ?? 0 == 0 }
        let hasNamespace = showsNamespace && resource.isNamespaced
        var head = columns.map { (definitions[$0]["name"]?.string ?? "").uppercased() }
        if hasNamespace { head.insert("NAMESPACE", at: 0) }
        let rows = (table["rows"]?.array ?? []).map { row -> [String] in
            let cells = row["cells"]?.array ?? []
            var texts = columns.map { $0 < cells.count ? text(cells[$0]) : "" }
            let metadata = row["object"]?["metadata"]
            if isOneOfMany, let name = metadata?["name"]?.string, let first = columns.first, first == 0 {
                let group = resource.groupVersion.group
                texts[0] = resource.kind.lowercased() + (group.isEmpty ? "" : ".\(group)") + "/" + name
            }
            if hasNamespace { texts.insert(metadata?["namespace"]?.string ?? "", at: 0) }
            return texts
        }
        guard !rows.isEmpty else { return }
        if let last = sections.indices.last, sections[last][0] == head {
            sections[last] += rows
        } else {
            sections.append([head] + rows)
        }
    }

    private func text(_ cell: Value) -> String {
        switch cell {
        case .string(let text): printable(text)
        case .null: "<none>"
        default: JSON.text(cell)
        }
    }

    /// Everything that was added.
    var text: String {
        sections.map { section in
            let lines = hasHead ? section : Array(section.dropFirst())
            let widths = (section.first ?? []).indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
            return lines.map { line in
                line.enumerated().map { index, cell in
                    let pad = index == line.count - 1 ? 0 : widths[index] - cell.count + 3
                    return cell + String(repeating: " ", count: pad)
                }.joined() + "\n"
            }.joined()
        }.joined(separator: "\n")
    }
}
