import CYaml
import Documents
import GoTemplate

/// What scalars mean.
extension HelmYAMLReader {
    mutating func scalar(_ scalar: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar) throws -> GoValue {
        let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        if let tag = scalar.tag { return try tagged(text, String(cString: tag)) }
        guard scalar.plain_implicit != 0 else { return .string(GoString(Array(text))) }
        return plain(text)
    }

    mutating func plain(_ text: UnsafeBufferPointer<UInt8>) -> GoValue {
        guard let first = text.first else { return .nil }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            if let number = Self.decimal(text) { return .float64(number) }
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "~"): break
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            // The longest word that means something is "false".
            if text.count > 5 { return .string(GoString(Array(text))) }
        default: return .string(GoString(Array(text)))
        }
        return resolved(text)
    }

    /// The usual number, without making a text of it: digits, the first of which is no zero.
    static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 15, text[0] != 0x30 || text.count == 1 else { return nil }
        var number = 0
        for byte in text {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return Double(number)
    }

    mutating func resolved(_ text: UnsafeBufferPointer<UInt8>) -> GoValue {
        switch ScalarRules.legacy.resolve(String(decoding: text, as: UTF8.self)) {
        case .null: return .nil
        case .bool(let truth): return .bool(truth)
        case .integer(let number): return .float64(Double(number))
        case .double(let number):
            if !number.isFinite { hasNonFinite = true }
            return .float64(number)
        default: return .string(GoString(Array(text)))
        }
    }

    /// Refuses what JSON has no word for: null keys first, then numbers that are not finite.
    static func checkForJSON(_ value: GoValue) throws {
        if let member = firstMember(of: value, where: { key, _ in key == nullKey }) {
            throw GoError("unsupported map key of type: %!s(<nil>), key: <nil>, value: \(goSyntax(member))")
        }
        func isNotFinite(_ value: GoValue) -> Bool {
            if case .float64(let number) = value { !number.isFinite } else { false }
        }
        let unsupported = isNotFinite(value) ? value : firstMember(of: value) { _, member in isNotFinite(member) }
        guard case .float64(let number)? = unsupported else { return }
        throw GoError("json: unsupported value: \(number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf")")
    }

    /// The first member or element at any depth that fits; elements have an empty key.
    static func firstMember(of value: GoValue, where fits: (GoString, GoValue) -> Bool) -> GoValue? {
        switch value {
        case .list(let list):
            for element in list.elements {
                if fits(GoString(), element) { return element }
                if let found = firstMember(of: element, where: fits) { return found }
            }
        case .map(let map):
            for key in map.sortedKeys {
                guard let member = map[key] else { continue }
                if fits(key, member) { return member }
                if let found = firstMember(of: member, where: fits) { return found }
            }
        default: break
        }
        return nil
    }

    // go-yaml v2 resolve.go resolve, for a scalar that says what it is.
    mutating func tagged(_ text: UnsafeBufferPointer<UInt8>, _ tag: String) throws -> GoValue {
        let string = GoValue.string(GoString(Array(text)))
        let prefix = "tag:yaml.org,2002:"
        guard tag.hasPrefix(prefix) else { return tag.isEmpty ? plain(text) : string }
        let kind = String(tag.dropFirst(prefix.count))
        let value = kind == "str" || kind == "binary" ? string : plain(text)
        let found =
            switch value {
            case .nil: "null"
            case .bool: "bool"
            case .float64(let number): Self.isWhole(text, number) ? "int" : "float"
            default: "str"
            }
        switch kind {
        case "str", found: return value
        case "float" where found == "int": return value
        case "binary":
            guard let bytes = try? Base64.decode(Array(text)) else {
                fail(GoError("yaml: !!binary value contains invalid base64 data"))
                return .nil
            }
            // On its way through JSON what is no UTF-8 becomes U+FFFD.
            return .string(GoString(String(decoding: bytes, as: UTF8.self)))
        case "int", "float", "bool", "null":
            fail(GoError("yaml: cannot decode !!\(found) `\(GoString(Array(text)))` as a !!\(kind)"))
            return .nil
        default: return string
        }
    }

    static func isWhole(_ text: UnsafeBufferPointer<UInt8>, _ number: Double) -> Bool {
        if case .integer = ScalarRules.legacy.resolve(String(decoding: text, as: UTF8.self)) { return true }
        return false
    }
}
