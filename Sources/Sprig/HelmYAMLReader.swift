import CYaml
import Documents
import GoTemplate

/// Reads one YAML document as sigs.k8s.io/yaml does: go-yaml v2, then JSON's types, so that every number is a float64.
///
/// go-yaml v2 is libyaml in Go, and its scanner's and parser's messages are libyaml's.
struct HelmYAMLReader: ~Copyable {
    /// On the heap: libyaml keeps a pointer from the parser to itself.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private var anchors: [GoString: Anchor] = [:]
    /// What go-yaml v2 decode.go counts against documents that unfold from aliases.
    private var nodeCount = 0
    private var aliasedCount = 0
    private var firstUnsupported: String?

    private enum Anchor {
        /// The value is still being read.
        case open
        case value(GoValue)
    }

    /// - throws: `GoError`, with the text that follows `error converting YAML to JSON: `.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> GoValue {
        var reader = HelmYAMLReader(bytes)
        return try reader.document()
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>) {
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    // MARK: events

    private func next() throws -> yaml_event_t {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        return event
    }

    // go-yaml v2 decode.go parser.fail
    private var failure: GoError {
        let state = parser.pointee
        var line = 0
        if state.problem_mark.line != 0, state.error != YAML_READER_ERROR {
            // Scanner errors are told before the line is counted.
            line = Int(state.problem_mark.line) + (state.error == YAML_SCANNER_ERROR ? 1 : 0)
        } else if state.context_mark.line != 0 {
            line = Int(state.context_mark.line)
        }
        let problem = state.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
        return GoError("yaml: " + (line == 0 ? "" : "line \(line): ") + problem)
    }

    private mutating func document() throws -> GoValue {
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT: return .nil
            case YAML_DOCUMENT_START_EVENT:
                var first = try next()
                defer { yaml_event_delete(&first) }
                let value = try node(&first, depth: 0)
                // The end of the document is looked for, since what is wrong there is wrong with it.
                var end = try next()
                yaml_event_delete(&end)
                if let firstUnsupported { throw GoError("json: unsupported value: \(firstUnsupported)") }
                return value
            default: continue
            }
        }
    }

    // MARK: nodes

    private mutating func node(_ event: inout yaml_event_t, depth: Int) throws -> GoValue {
        try count(isAliased: false)
        switch event.type {
        case YAML_ALIAS_EVENT: return try alias(GoString(cString: event.data.alias.anchor))
        case YAML_SCALAR_EVENT:
            let value = try scalar(event.data.scalar)
            if let anchor = event.data.scalar.anchor { anchors[GoString(cString: anchor)] = .value(value) }
            return value
        case YAML_SEQUENCE_START_EVENT:
            let anchor = event.data.sequence_start.anchor.map { GoString(cString: $0) }
            return try anchored(anchor) { reader in .list(try reader.elements(depth: depth + 1)) }
        case YAML_MAPPING_START_EVENT:
            let anchor = event.data.mapping_start.anchor.map { GoString(cString: $0) }
            return try anchored(anchor) { reader in .map(try reader.members(depth: depth + 1)) }
        default: throw GoError("yaml: unexpected event")
        }
    }

    private mutating func anchored(
        _ anchor: GoString?, _ body: (inout HelmYAMLReader) throws -> GoValue
    ) throws -> GoValue {
        guard let anchor else { return try body(&self) }
        anchors[anchor] = .open
        let value = try body(&self)
        anchors[anchor] = .value(value)
        return value
    }

    private mutating func elements(depth: Int) throws -> GoList {
        var elements: [GoValue] = []
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            if event.type == YAML_SEQUENCE_END_EVENT { return GoList(elements) }
            elements.append(try node(&event, depth: depth))
        }
    }

    private mutating func members(depth: Int) throws -> GoMap {
        var members: [GoString: GoValue] = [:]
        while true {
            var event = try next()
            defer { yaml_event_delete(&event) }
            if event.type == YAML_MAPPING_END_EVENT { return GoMap(members) }
            let isMerge = isMergeKey(event)
            let key = isMerge ? GoString() : try key(&event, depth: depth)
            var following = try next()
            defer { yaml_event_delete(&following) }
            let value = try node(&following, depth: depth)
            if isMerge {
                try merge(value, into: &members)
            } else {
                members[key] = value
            }
        }
    }

    /// go-yaml v2 decode.go isMerge
    private func isMergeKey(_ event: yaml_event_t) -> Bool {
        guard event.type == YAML_SCALAR_EVENT else { return false }
        let scalar = event.data.scalar
        guard scalar.length == 2, scalar.value[0] == UInt8(ascii: "<"), scalar.value[1] == UInt8(ascii: "<") else {
            return false
        }
        return scalar.plain_implicit != 0 || scalar.tag.map { String(cString: $0) } == "tag:yaml.org,2002:merge"
    }

    /// go-yaml v2 decode.go merge. Quirk: what is merged replaces keys that were written before it.
    private func merge(_ value: GoValue, into members: inout [GoString: GoValue]) throws {
        let wanted = GoError("yaml: map merge requires map or sequence of maps as the value")
        switch value {
        case .map(let map): members.merge(map.members) { _, merged in merged }
        case .list(let list):
            for element in list.elements.reversed() {
                guard case .map(let map) = element else { throw wanted }
                members.merge(map.members) { _, merged in merged }
            }
        default: throw wanted
        }
    }

    /// A key as JSON has it: sigs.k8s.io/yaml yaml.go convertToJSONableObject.
    private mutating func key(_ event: inout yaml_event_t, depth: Int) throws -> GoString {
        let value = try node(&event, depth: depth)
        switch value {
        case .string(let text): return text
        case .bool(let truth): return truth ? "true" : "false"
        case .int(let number): return GoString(String(number))
        case .uint64(let number): return GoString(String(number))
        case .float64(let number): return GoString(Self.keyText(number))
        case .nil:
            throw GoError("unsupported map key of type: %!s(<nil>), key: <nil>, value: \(GoFormat.print(.nil))")
        default: throw GoError("yaml: invalid map key: \(GoFormat.sprintf("%#v", [value]))")
        }
    }

    private static func keyText(_ number: Double) -> String {
        // Whole numbers were whole in the text, too, unless they are beyond 64 bits.
        if number == number.rounded(.towardZero), number.magnitude < 0x1p53 { return String(Int64(number)) }
        return ScalarRules.floatKeyText(number)
    }

    // MARK: aliases

    private mutating func alias(_ name: GoString) throws -> GoValue {
        switch anchors[name] {
        case nil: throw GoError("yaml: unknown anchor '\(name)' referenced")
        case .open: throw GoError("yaml: anchor '\(name)' value contains itself")
        case .value(let value): return try copy(value)
        }
    }

    /// A value of its own: a map that is changed in one place must not change in another.
    private mutating func copy(_ value: GoValue) throws -> GoValue {
        try count(isAliased: true)
        switch value {
        case .list(let list):
            var elements: [GoValue] = []
            elements.reserveCapacity(list.elements.count)
            for element in list.elements { elements.append(try copy(element)) }
            return .list(elements)
        case .map(let map):
            var members = [GoString: GoValue](minimumCapacity: map.count)
            for (key, member) in map.members {
                try count(isAliased: true)
                members[key] = try copy(member)
            }
            return .map(members)
        default: return value
        }
    }

    /// A small document must not unfold into gigabytes.
    static let maximumAliasedCount = 1_000_000

    // go-yaml v2 decode.go unmarshal and allowedAliasRatio
    private mutating func count(isAliased: Bool) throws {
        nodeCount += 1
        guard isAliased else { return }
        aliasedCount += 1
        guard aliasedCount > 100, nodeCount > 1000 else { return }
        let ratio = Double(aliasedCount) / Double(nodeCount)
        let allowed = nodeCount <= 400_000 ? 0.99 : max(0.1, 0.99 - 0.89 * Double(nodeCount - 400_000) / 3_600_000)
        if ratio > allowed || aliasedCount > Self.maximumAliasedCount {
            throw GoError("yaml: document contains excessive aliasing")
        }
    }

    // MARK: scalars

    private mutating func scalar(_ scalar: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar) throws -> GoValue
    {
        let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        if let tag = scalar.tag { return try tagged(text, String(cString: tag)) }
        guard scalar.plain_implicit != 0 else { return .string(GoString(Array(text))) }
        return plain(text)
    }

    private mutating func plain(_ text: UnsafeBufferPointer<UInt8>) -> GoValue {
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
    private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        guard text.count <= 15, text[0] != 0x30 || text.count == 1 else { return nil }
        var number = 0
        for byte in text {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return Double(number)
    }

    private mutating func resolved(_ text: UnsafeBufferPointer<UInt8>) -> GoValue {
        switch ScalarRules.legacy.resolve(String(decoding: text, as: UTF8.self)) {
        case .null: return .nil
        case .bool(let truth): return .bool(truth)
        case .integer(let number): return .float64(Double(number))
        case .double(let number):
            if !number.isFinite, firstUnsupported == nil {
                firstUnsupported = number.isNaN ? "NaN" : number < 0 ? "-Inf" : "+Inf"
            }
            return .float64(number)
        default: return .string(GoString(Array(text)))
        }
    }

    // go-yaml v2 resolve.go resolve, for a scalar that says what it is.
    private mutating func tagged(_ text: UnsafeBufferPointer<UInt8>, _ tag: String) throws -> GoValue {
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
                throw GoError("yaml: !!binary value contains invalid base64 data")
            }
            // On its way through JSON what is no UTF-8 becomes U+FFFD.
            return .string(GoString(String(decoding: bytes, as: UTF8.self)))
        case "int", "float", "bool", "null":
            throw GoError("yaml: cannot decode !!\(found) `\(GoString(Array(text)))` as a !!\(kind)")
        default: return string
        }
    }

    private static func isWhole(_ text: UnsafeBufferPointer<UInt8>, _ number: Double) -> Bool {
        if case .integer = ScalarRules.legacy.resolve(String(decoding: text, as: UTF8.self)) { return true }
        return false
    }
}

extension GoString {
    /// The bytes of a C string.
    fileprivate init(cString: UnsafePointer<UInt8>) { self.init(String(cString: cString)) }
}
