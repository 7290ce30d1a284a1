import Diagnostics
public import Documents
import GoTemplate
public import PackageModel
import Sprig
public import Variables

/// Evaluates Go templates of a package: what has `template: true`, and templated values files.
// zarf v0.84 src/pkg/template/template.go.
public struct PackageGoTemplates {
    private let package: Package
    private let state: Value?

    /// - state: what templates are told about the cluster; nil without one.
    public init(_ package: Package, state: Value?) {
        self.package = package
        self.state = state
    }

    /// What a text gives. A key that is not there is an error.
    ///
    /// - name: what the text is, for messages.
    /// - throws: `GoTemplateError`.
    public func text(_ text: String, name: String, _ variables: DeployVariables) throws -> String {
        var set = TemplateSet(name: GoString(name), functions: Sprig.functions)
        set.refusesMissingKeys = true
        do {
            try set.parse(Array(text.utf8), name: GoString(name))
            return String(decoding: try set.execute(GoString(name), data(variables)), as: UTF8.self)
        } catch let error as any TemplateError {
            throw GoTemplateError(name: name, reason: error.text.text)
        }
    }

    private func data(_ variables: DeployVariables) -> GoValue {
        func texts(_ entries: [String: DeployVariables.Entry]) -> GoValue {
            .map(
                GoMap(
                    Dictionary(
                        entries.map { (GoString($0.key), GoValue.string($0.value.text)) }, uniquingKeysWith: { $1 })))
        }
        var members: [GoString: GoValue] = [
            "Values": .map(GoMap(goMembers(variables.values))), "Variables": texts(variables.variables),
            "Constants": texts(variables.constants), "Metadata": .object(RecordObject(package.metadata.value)),
            "Build": .object(RecordObject(package.build.value)), "Pkg": .object(PackageObject(package)),
        ]
        if let state { members["State"] = goValue(state) }
        return .map(members)
    }
}

/// What a Go template says when it cannot be evaluated.
struct GoTemplateError: Failure {
    let name: String
    let reason: String
    var message: String { "evaluate the Go template \(name): \(reason)" }
}

/// Whole numbers stay whole, as values read from YAML are in upstream.
private func goValue(_ value: Value) -> GoValue {
    switch value {
    case .integer(let number): .int64(number)
    case .array(let elements): .list(elements.map(goValue))
    case .object(let members): .map(GoMap(goMembers(members)))
    default: GoValue(value)
    }
}

private func goMembers(_ members: Value.Object) -> [GoString: GoValue] {
    Dictionary(members.map { (GoString($0.key), goValue($0.value)) }, uniquingKeysWith: { $1 })
}

/// A part of the definition: Go's names of its fields for ours; what is not set is empty.
private final class RecordObject: GoObject {
    private let value: Value

    init(_ value: Value) {
        self.value = value
        super.init()
    }

    override var encoded: GoValue { goValue(value) }
    override var text: GoString { GoFormat.print(encoded) }

    override func field(_ name: GoString) throws -> GoValue? {
        let found = value.object?.first { Self.goName($0.key) == name.text }?.value
        switch found {
        case .object?: return found.map { .object(RecordObject($0)) }
        case .array(let elements)?:
            return .list(elements.map { $0.object == nil ? goValue($0) : .object(RecordObject($0)) })
        default: return found.map(goValue) ?? .string("")
        }
    }

    /// `aggregateChecksum` is `AggregateChecksum`, `url` is `URL`.
    private static func goName(_ key: String) -> String {
        if ["url", "yolo"].contains(key) { return key.uppercased() }
        return key.prefix(1).uppercased() + key.dropFirst()
    }
}

/// `.Pkg`: the definition, and its components by name.
private final class PackageObject: GoObject {
    private let package: Package

    init(_ package: Package) {
        self.package = package
        super.init()
    }

    override var typeName: String { "v1alpha1.ZarfPackage" }
    override func field(_ name: GoString) throws -> GoValue? { try RecordObject(package.value).field(name) }

    override func method(_ name: GoString) -> GoFunction? {
        guard name == "GetComponent" else { return nil }
        return GoFunction([.string]) { [package] arguments in
            let wanted = arguments[0].string?.text ?? ""
            guard let component = package.components.first(where: { $0.name == wanted }) else {
                throw GoError("component \"\(wanted)\" not found")
            }
            return .object(RecordObject(component.value))
        }
    }
}
