import Diagnostics
import Documents
import GoTemplate
import JSONSchema

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

    static func fault(_ schema: [UInt8], _ values: GoMap) -> String? {
        do {
            let document = try JSON.parse(schema, file: "values.schema.json")
            return try Schema(document).explanation(of: Value(.map(values)))
        } catch let error as any Failure {
            return error.message
        } catch {
            return "\(error)"
        }
    }
}

extension Value {
    /// A template's value as a document's.
    init(_ value: GoValue) {
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
