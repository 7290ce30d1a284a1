import Documents
import OrderedCollections

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
        var document = try Self.normalized(try parseChartYAML(bytes, file: "\(chart)/Chart.yaml"), chart: chart)
        // helm v4.2 pkg/chart/v2/loader/load.go LoadFiles: a chart without apiVersion is one of Helm 2.
        if document["apiVersion"] == nil { document["apiVersion"] = "v1" }
        if let requirements {
            let other = try parseChartYAML(requirements, file: "\(chart)/requirements.yaml")
            let written = try Self.normalized(other, chart: chart)
            document.merge(written) { _, new in new }
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

    /// helm v4.2 pkg/chart/v2/metadata.go Metadata.
    private static let fields: [String: ChartField] = [
        "name": .text, "home": .text, "sources": .texts, "version": .text, "description": .text, "keywords": .texts,
        "maintainers": .records(["name": .text, "email": .text, "url": .text], kept: []), "icon": .text,
        "apiVersion": .text, "condition": .text, "tags": .text, "appVersion": .text, "deprecated": .truth,
        "annotations": .map, "kubeVersion": .text, "type": .text,
        // helm v4.2 pkg/chart/v2/dependency.go Dependency: name and repository are written even if empty.
        "dependencies": .records(
            [
                "name": .text, "version": .text, "repository": .text, "condition": .text, "tags": .texts,
                "enabled": .truth, "import-values": .any, "alias": .text,
            ], kept: ["name", "repository"]),
    ]

    private static func normalized(_ value: Value, chart: String) throws -> Value.Object {
        guard case .object(let object) = value else {
            throw ChartError.invalid(chart: chart, file: "Chart.yaml", reason: "not a mapping")
        }
        return try ChartField.normalize(object, fields, kept: [], chart: chart)
    }

    /// helm v4.2 pkg/chart/v2/metadata.go Validate.
    private func validate(chart: String) throws {
        func refuse(_ reason: String) -> ChartError { .invalid(chart: chart, file: "Chart.yaml", reason: reason) }
        guard !name.isEmpty else { throw refuse("name is missing") }
        guard name != ".", name != "..", !name.utf8.contains(where: { $0 == 0x2f || $0 < 0x20 || $0 == 0x7f }) else {
            throw refuse("name is no file name")
        }
        guard !version.isEmpty else { throw refuse("version is missing") }
        guard isSemanticVersion(version) else { throw refuse("version \"\(version.prefix(80))\" is not semantic") }
        guard ["", "application", "library"].contains(type) else {
            throw refuse("type is neither application nor library")
        }
        var names: Set<String> = []
        for dependency in dependencies {
            guard !dependency.name.isEmpty else { throw refuse("a dependency without a name") }
            let isAlias = dependency.alias.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                    || "_-".utf8.contains($0)
            }
            guard isAlias else {
                throw refuse("a dependency's alias with other characters than letters, digits, _ and -")
            }
            let key = dependency.alias.isEmpty ? dependency.name : dependency.alias
            guard names.insert(key).inserted else {
                throw refuse("two dependencies with the name or alias \"\(key.prefix(80))\"")
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

/// How a field of `Chart.yaml` is read: as Go would, into a struct, from JSON made of YAML.
private indirect enum ChartField: Sendable {
    case text, texts, truth, map, any
    /// A list of mappings; fields in `kept` are written even if empty.
    case records([String: ChartField], kept: Set<String>)

    static func normalize(
        _ object: Value.Object, _ fields: [String: ChartField], kept: Set<String>, chart: String
    ) throws -> Value.Object {
        var result: Value.Object = [:]
        for key in fields.keys.sorted() {
            let value = object[key] ?? .null
            let read = try fields[key]?.read(value, key: key, chart: chart) ?? .null
            if read == .null, kept.contains(key) { result[key] = "" }
            if read != .null { result[key] = read }
        }
        return result
    }

    private func read(_ value: Value, key: String, chart: String) throws -> Value? {
        if value == .null { return nil }
        switch (self, value) {
        case (.text, _):
            guard let text = value.chartText.map(sanitized) else { throw refuse(key, "a text", chart) }
            return text.isEmpty ? nil : .string(text)
        case (.truth, .bool(let truth)): return truth ? true : nil
        case (.texts, .array(let elements)):
            let texts = try elements.map { element -> Value in
                guard let text = element.chartText.map(sanitized) else { throw refuse(key, "a list of texts", chart) }
                return .string(text)
            }
            return texts.isEmpty ? nil : .array(texts)
        case (.map, .object(let object)):
            let texts = try object.mapValues { element -> Value in
                guard let text = element.chartText else { throw refuse(key, "a mapping of texts", chart) }
                return .string(text)
            }
            return texts.isEmpty ? nil : .object(texts)
        case (.any, .array(let elements)): return elements.isEmpty ? nil : value
        case (.records(let fields, let kept), .array(let elements)):
            let records = try elements.map { element -> Value in
                guard case .object(let object) = element else { throw refuse(key, "a list of mappings", chart) }
                return .object(try Self.normalize(object, fields, kept: kept, chart: chart))
            }
            return records.isEmpty ? nil : .array(records)
        default: throw refuse(key, "of another kind", chart)
        }
    }

    private func refuse(_ key: String, _ wanted: String, _ chart: String) -> ChartError {
        let reason = wanted == "of another kind" ? "\(key) is of the wrong kind" : "\(key) must be \(wanted)"
        return .invalid(chart: chart, file: "Chart.yaml", reason: reason)
    }
}

extension Value {
    /// sigs.k8s.io/yaml v1.6 yaml.go convertToJSONableObject: numbers and booleans become text where text is wanted.
    /// Quirk: numbers with a point pass through 32 bits, so `appVersion: 1.10` is `1.1`.
    fileprivate var chartText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): goFloatText(Float(number))
        case .bool(let truth): truth ? "true" : "false"
        case .null: ""
        case .array, .object: nil
        }
    }
}

/// helm v4.2 pkg/chart/v2/metadata.go sanitizeString: every kind of white space becomes a space, what cannot be printed goes.
private func sanitized(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if scalar.properties.isWhitespace {
            result.append(" ")
        } else if isGraphic(scalar) {
            result.append(scalar)
        }
    }
    return String(result)
}

/// Go's unicode.IsPrint, spaces aside.
private func isGraphic(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
        .spaceSeparator:
        false
    default: true
    }
}

/// Go's strconv.FormatFloat(x, 'g', -1, 32).
private func goFloatText(_ number: Float) -> String {
    guard number.isFinite else { return number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf" }
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Reads a small YAML file of a chart as Helm does.
func parseChartYAML(_ bytes: [UInt8], file: String) throws -> Value {
    try YAMLReader.document(bytes, file: file, options: .helm).value(.legacy)
}

/// Masterminds/semver v3 NewVersion: minor and patch may be missing, a leading `v` is fine.
public func isSemanticVersion(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
    func identifiersAreFine(_ part: Substring.UTF8View.SubSequence) -> Bool {
        part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { identifier in
            !identifier.isEmpty
                && identifier.allSatisfy {
                    (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x2d
                }
        }
    }
    if let plus = rest.firstIndex(of: UInt8(ascii: "+")) {
        guard identifiersAreFine(rest[rest.index(after: plus)...]) else { return false }
        rest = rest[..<plus]
    }
    if let dash = rest.firstIndex(of: UInt8(ascii: "-")) {
        guard identifiersAreFine(rest[rest.index(after: dash)...]) else { return false }
        rest = rest[..<dash]
    }
    let numbers = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return (1...3).contains(numbers.count)
        && numbers.allSatisfy { number in
            (1...19).contains(number.count) && number.allSatisfy { (0x30...0x39).contains($0) }
                && (number.count == 1 || number.first != 0x30)
        }
}
