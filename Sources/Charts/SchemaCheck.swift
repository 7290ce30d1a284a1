import Diagnostics
import Documents
import GoTemplate
import JSONSchema
import Sprig

/// Holds values against the `values.schema.json` of each chart.
// helm v4.2 pkg/chart/common/util/jsonschema.go ValidateAgainstSchema.
enum SchemaCheck {
    /// What is wrong in a chart and those below it, each under the chart's name; empty if nothing is.
    static func faults(of chart: RenderedChart, _ values: GoMap) -> String {
        var text = ""
        if let schema = chart.schema, let fault = fault(schema, values) { text += "\(chart.name):\n\(fault)" }
        for dependency in chart.dependencies {
            switch values[GoString(dependency.name)] {
            case nil, .nil?: continue
            case .map(let inner)?: text += faults(of: dependency, inner)
            case let other?:
                let type = GoFormat.sprintf("%T", [other]).text
                text += "\(dependency.name):\ninvalid type for values: expected object (map), got \(type)\n"
            }
        }
        return text
    }

    /// What Go's decoder says about a text that is no JSON.
    // encoding/json stream.go Decode; santhosh-tekuri/jsonschema v6.0.2 util.go UnmarshalJSON.
    private static func syntaxFault(_ schema: [UInt8]) -> String? {
        do {
            _ = try JSONReader.read(schema)
            return nil
        } catch {
            let text = (error as? GoError)?.text.text ?? "\(error)"
            if text == "unexpected end of JSON input" { return trimmed(schema).isEmpty ? "EOF" : "unexpected EOF" }
            return text.hasSuffix(" after top-level value") ? "invalid character after top-level value" : text
        }
    }

    /// Why a schema of an unknown dialect cannot be used: what describes the dialect is not fetched.
    // santhosh-tekuri/jsonschema v6.0.2 draft.go draftFromURL.
    private static func dialectFault(_ schema: Value) -> String? {
        guard let uri = schema["$schema"]?.string, Dialect(schemaURI: uri) == nil else { return nil }
        let url = uri.hasSuffix("#") ? String(uri.dropLast()) : uri
        if ["http://json-schema.org/schema", "https://json-schema.org/schema"].contains(url) { return nil }
        guard !isFile(url) else { return "failing loading \"\(url)\": no such file or directory" }
        return "failing loading \"\(url)\": HTTP request failed for \(url): no such host"
    }

    /// What is wrong with values, or with the schema itself, as Helm's validator says it.
    static func fault(_ schema: [UInt8], _ values: GoMap) -> String? {
        do {
            if let fault = syntaxFault(schema) { return fault }
            let document = try JSON.parse(schema, file: "values.schema.json")
            if let fault = dialectFault(document) { return fault }
            let root = "\"file:///values.schema.json#\""
            if let fault = try Schema.fault(ofSchema: document) {
                return "\(root) is not valid against metaschema: \(fault.dropLast())"
            }
            let written = try JSON.parse(schema, file: "values.schema.json", numbers: .texts)
            return try Schema(document, written: written).explanation(of: Value(.map(values)))
        } catch let error as GoError {
            return error.text.text
        } catch SchemaError.unknownReference(_, let reference) where reference.hasPrefix("#/") {
            return "json-pointer in \"file:///values.schema.json\(reference)\" not found"
        } catch SchemaError.invalidPattern(let path, let error) {
            let place = path.dropLast().map { "/\($0)" }.joined()
            let pattern = GoFormat.quoted(GoString(path.last ?? ""))
            return "invalid regex \(pattern) at \"file:///values.schema.json#\(place)\": \(error.message)"
        } catch SchemaError.remoteReference(_, let reference) where isFile(reference) {
            // Differs: no file is looked for, none is ever there.
            let file = reference.prefix { $0 != "#" }
            let url = file.hasPrefix("file://") ? String(file) : "file:///\(file)"
            let path = url.dropFirst("file://".count).drop { $0 != "/" }
            return "failing loading \"\(url)\": open \(path): no such file or directory"
        } catch SchemaError.remoteReference(_, let reference) where reference.hasPrefix("http") {
            // Differs: no server is asked, none ever answers.
            let url = reference.prefix { $0 != "#" }
            return "failing loading \"\(url)\": HTTP request failed for \(url): no such host"
        } catch let error as any Failure {
            return error.message
        } catch {
            return "\(error)"
        }
    }
}

/// Whether a reference means a file: it has no other scheme.
private func isFile(_ reference: String) -> Bool {
    reference.hasPrefix("file://") || !reference.prefix { $0 != "/" && $0 != "#" }.contains(":")
}

extension Value {
    /// A template's value as a document's.
    package init(_ value: GoValue) {
        switch value {
        case .nil, .object: self = .null
        case .bool(let truth): self = .bool(truth)
        case .int(let number): self = .integer(Int64(number))
        case .int64(let number): self = .integer(number)
        case .int32(let number): self = .integer(Int64(number))
        case .uint8(let number): self = .integer(Int64(number))
        case .uint64(let number): self = .integer(Int64(clamping: number))
        case .float64(let number):
            self = Int64(exactly: number).map { .integer($0) } ?? .double(number)
        case .string(let string): self = .string(string.text)
        case .bytes(let bytes): self = .string(String(decoding: bytes, as: UTF8.self))
        case .list(let list): self = .array(list.elements.map { Value($0) })
        case .map(let map):
            var object = Value.Object()
            for key in map.sortedKeys { object[key.text] = Value(map[key] ?? .nil) }
            self = .object(object)
        }
    }
}
