import Documents
import GoTemplate
import OrderedCollections
import Sprig

/// What `Chart.yaml` says.
public struct ChartMetadata: Sendable, Hashable {
    /// The chart's name, its folder in an archive.
    public var name: String { text("name") }
    /// Its semantic version.
    public var version: String { text("version") }
    /// `v1` or `v2`; `v1` if the file says nothing.
    public var apiVersion: String { text("apiVersion") }
    /// `application` or `library`; empty means the first.
    public var type: String { text("type") }
    /// The charts it is made of.
    public let dependencies: [ChartDependency]
    /// Everything Helm knows about a chart, as Helm would write it: other keys dropped, empty ones left out.
    public private(set) var document: Value

    /// Reads `Chart.yaml`, and for charts of `apiVersion` v1 the dependencies in `requirements.yaml`.
    ///
    /// - chart: what is read, for messages.
    public init(_ bytes: [UInt8], requirements: [UInt8]? = nil, chart: String) throws {
        let parsed = try parseChartYAML(bytes, file: "Chart.yaml", chart: chart)
        var document = try Self.normalized(parsed, file: "Chart.yaml", chart: chart)
        // helm v4.2 pkg/chart/v2/loader/load.go LoadFiles: a chart without apiVersion is one of Helm 2.
        if document["apiVersion"] == nil { document["apiVersion"] = "v1" }
        if let requirements {
            let other = try parseChartYAML(requirements, file: "requirements.yaml", chart: chart)
            document.merge(try Self.normalized(other, file: "requirements.yaml", chart: chart)) { _, new in new }
        }
        self.dependencies = (document["dependencies"]?.array ?? []).map { ChartDependency($0) }
        self.document = .object(document)
        try validate(chart: chart)
    }

    /// Replaces a text of the file.
    mutating func set(_ key: String, _ text: String) {
        guard case .object(var object) = document else { return }
        object[key] = .string(text)
        document = .object(object)
    }

    private func text(_ key: String) -> String { document[key]?.string ?? "" }

    private static func normalized(_ value: Value, file: String, chart: String) throws -> Value.Object {
        do {
            return try ChartRecord.metadata.read(value)
        } catch let mismatch as ChartRecord.Mismatch {
            throw ChartError.refused(chart: chart, reason: "cannot load \(file): \(mismatch.text)")
        }
    }

    /// helm v4.2 pkg/chart/v2/metadata.go Validate.
    private func validate(chart: String) throws {
        func refuse(_ reason: String) -> ChartError { .refused(chart: chart, reason: "validation: \(reason)") }
        func quoted(_ text: String) -> GoString { GoFormat.quoted(GoString(text)) }
        guard !name.isEmpty else { throw refuse("chart.metadata.name is required") }
        guard name != ".", name != ".." else { throw refuse("chart.metadata.name \(quoted(name)) is not allowed") }
        guard !name.utf8.contains(UInt8(ascii: "/")) else {
            throw refuse("chart.metadata.name \(quoted(name)) is invalid")
        }
        guard !version.isEmpty else { throw refuse("chart.metadata.version is required") }
        guard isSemanticVersion(version) else {
            throw refuse("chart.metadata.version \(quoted(version)) is invalid")
        }
        guard ["", "application", "library"].contains(type) else {
            throw refuse("chart.metadata.type must be application or library")
        }
        guard !(document["maintainers"]?.array ?? []).contains(.null) else {
            throw refuse("maintainers must not contain empty or null nodes")
        }
        guard !(document["dependencies"]?.array ?? []).contains(.null) else {
            throw refuse("dependencies must not contain empty or null nodes")
        }
        var names: Set<String> = []
        for dependency in dependencies {
            let isAlias = dependency.alias.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                    || "_-".utf8.contains($0)
            }
            guard isAlias else {
                throw refuse("dependency \(quoted(dependency.name)) has disallowed characters in the alias")
            }
            let key = dependency.alias.isEmpty ? dependency.name : dependency.alias
            guard names.insert(key).inserted else {
                throw refuse("more than one dependency with name or alias \(quoted(key))")
            }
        }
    }
}

/// One entry of a chart's `dependencies`.
public struct ChartDependency: Sendable, Hashable {
    /// The other chart's name.
    public let name: String
    /// Which versions fit.
    public let version: String
    /// Where it comes from: `https://…`, `oci://…`, `file://…`, `@name`, or empty for one that stands in `charts/`.
    public let repository: String
    /// The name it has in this chart; empty for its own.
    public let alias: String

    init(_ value: Value) {
        name = value["name"]?.string ?? ""
        version = value["version"]?.string ?? ""
        repository = value["repository"]?.string ?? ""
        alias = value["alias"]?.string ?? ""
    }
}

/// Reads a small YAML file of a chart as Helm does: its first document.
package func parseChartYAML(_ bytes: [UInt8], file: String, chart: String) throws -> Value {
    do {
        return try YAMLReader.documents(bytes, file: file, options: .helm).first?.value(.legacy) ?? .null
    } catch is DocumentError {
        do {
            return Value(try HelmYAML.read(bytes))
        } catch let error as GoError {
            throw ChartError.refused(chart: chart, reason: "cannot load \(file): \(error.text)")
        }
    }
}

/// Whether Helm takes a text for a version: minor and patch may be missing, a leading `v` is fine.
public func isSemanticVersion(_ text: String) -> Bool { (try? SemanticVersion(text)) != nil }
