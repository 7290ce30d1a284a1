import CYaml
import Documents
import Glibc
import GoTemplate

/// Reads one YAML document as sigs.k8s.io/yaml does: go-yaml v2, then JSON's types, so that every number is a float64.
///
/// go-yaml v2 is libyaml in Go, and its scanner's and parser's messages are libyaml's.
struct HelmYAMLReader: ~Copyable {
    /// On the heap: libyaml keeps a pointer from the parser to itself.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private var anchors: [GoString: Anchor] = [:]
    /// What go-yaml v2 decode.go counts against documents that unfold from aliases.
    private var nodeCount = 0
    private var aliasedCount = 0
    /// What was found wrong after parsing: go-yaml decodes when the whole document is parsed, then it becomes JSON.
    private var decodingError: GoError?
    var hasNonFinite = false
    private var hasNullKey = false
    /// Whether what is read belongs to a key.
    private var isInKey = false
    /// The flow collections around what is read: whether each is a mapping.
    private var flow: [Bool] = []
    let bytes: UnsafeBufferPointer<UInt8>
    /// Where a character was found last: marks come in order, so that the text is walked once.
    private var place = (character: 0, offset: 0)

    private enum Anchor {
        /// The value is still being read.
        case open
        case value(GoValue)
    }

    /// - throws: `GoError`, with the text that follows `error converting YAML to JSON: `.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) throws -> GoValue {
        if let hidden = HiddenMarks(bytes) { return try hidden.read { try read($0) } }
        do {
            var reader = HelmYAMLReader(bytes)
            return try reader.document()
        } catch let difference as ScannerDifference {
            return try read(Array(bytes), mending: difference)
        }
    }

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let hasByteOrderMark = text.starts(with: [0xEF, 0xBB, 0xBF])
        bytes = hasByteOrderMark ? UnsafeBufferPointer(rebasing: text.dropFirst(3)) : text
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    // MARK: events

    private mutating func next() throws -> yaml_event_t {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            if let difference = ScannerDifference(parser.pointee, failure) { throw difference }
            throw emptyFlowFailure ?? failure
        }
        try checkTag(of: event)
        return event
    }

    // go-yaml v2 decode.go parser.fail
    private var failure: GoError {
        let state = parser.pointee
        var line = 0
        if state.problem_mark.line != 0, state.error != YAML_READER_ERROR {
            // Scanner errors are told before the line is counted.
            line = (lineOfMissingColon(state) ?? state.problem_mark.line) + (state.error == YAML_SCANNER_ERROR ? 1 : 0)
        } else if state.context_mark.line != 0 {
            line = Int(state.context_mark.line)
        }
        let problem = state.problem.map { String(cString: $0) } ?? "unknown problem parsing YAML content"
        return GoError("yaml: " + (line == 0 ? "" : "line \(line): ") + problem)
    }

    mutating func document() throws -> GoValue {
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
                if let decodingError { throw decodingError }
                if hasNullKey || hasNonFinite { try Self.checkForJSON(value) }
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
            try checkStyle(event)
            let value = try scalar(event.data.scalar)
            if let anchor = event.data.scalar.anchor { anchors[GoString(cString: anchor)] = .value(value) }
            return value
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            let isFlow = start.style == YAML_FLOW_SEQUENCE_STYLE
            return try collection(start.anchor, flow: isFlow ? false : nil, depth: depth) { reader in
                .list(try reader.elements(depth: depth + 1))
            }
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            let isFlow = start.style == YAML_FLOW_MAPPING_STYLE
            // A pair alone in a sequence, as in [a: b], has no brace; what should follow it is the sequence's.
            let end = offset(of: event.end_mark)
            let isMapping = isFlow ? end > 0 && bytes[end - 1] == UInt8(ascii: "{") : nil
            return try collection(start.anchor, flow: isMapping, depth: depth) { reader in
                .map(try reader.members(depth: depth + 1))
            }
        default: throw GoError("yaml: unexpected event")
        }
    }

    /// Reads a collection; under an anchor, it is known once it is complete.
    ///
    /// - flow: whether it is a mapping, if it is in flow style.
    private mutating func collection(
        _ anchor: UnsafeMutablePointer<UInt8>?, flow isMapping: Bool?, depth: Int,
        _ body: (inout HelmYAMLReader) throws -> GoValue
    ) throws -> GoValue {
        guard depth < JSONReader.maximumDepth else {
            throw GoError("yaml: exceeded max depth of \(JSONReader.maximumDepth)")
        }
        let name = anchor.map { GoString(cString: $0) }
        if let name { anchors[name] = .open }
        if let isMapping { flow.append(isMapping) }
        let value = try body(&self)
        if isMapping != nil { flow.removeLast() }
        if let name { anchors[name] = .value(value) }
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
            let key = isMerge ? .nil : try self.key(&event, depth: depth)
            var following = try next()
            defer { yaml_event_delete(&following) }
            let value = try node(&following, depth: depth)
            if isMerge {
                merge(value, into: &members)
            } else {
                members[keyText(key)] = value
            }
        }
    }

    private mutating func key(_ event: inout yaml_event_t, depth: Int) throws -> GoValue {
        let outer = isInKey
        isInKey = true
        defer { isInKey = outer }
        return try node(&event, depth: depth)
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
    private mutating func merge(_ value: GoValue, into members: inout [GoString: GoValue]) {
        let wanted = GoError("yaml: map merge requires map or sequence of maps as the value")
        switch value {
        case .map(let map): members.merge(map.members) { _, merged in merged }
        case .list(let list):
            for element in list.elements.reversed() {
                guard case .map(let map) = element else { return fail(wanted) }
                members.merge(map.members) { _, merged in merged }
            }
        default: fail(wanted)
        }
    }

    /// Keeps what go-yaml would have said first, once it had parsed everything.
    mutating func fail(_ error: GoError) {
        if decodingError == nil { decodingError = error }
    }

    /// Stands for a null key, which is an error unless a later member of the same name replaces the map around it.
    static let nullKey = GoString([0xFF, 0x00])
    /// Precedes a number or truth that is a key of a map that is a key itself: no text becomes of it, but an error.
    private static let bareKey = GoString([0xFF, 0x01])

    /// A key as JSON has it: sigs.k8s.io/yaml yaml.go convertToJSONableObject.
    private mutating func keyText(_ key: GoValue) -> GoString {
        switch key {
        case .string(let text): return text
        case .bool where isInKey, .float64 where isInKey:
            return GoString(Self.bareKey.bytes + GoFormat.sprintf("%#v", [key]).bytes)
        case .bool(let truth): return truth ? "true" : "false"
        case .float64(let number): return GoString(Self.keyText(number))
        case .nil:
            hasNullKey = true
            return Self.nullKey
        default: fail(GoError("yaml: invalid map key: \(Self.goSyntax(key))"))
        }
        return GoString()
    }

    /// A value in Go's syntax, as go-yaml's own types would be.
    static func goSyntax(_ value: GoValue) -> String {
        let text = GoFormat.sprintf("%#v", [value]).text
            .replacing("map[string]interface {}", with: "map[interface {}]interface {}")
            .replacing(#""\xff\x00":"#, with: "interface {}(nil):")
        let parts = text.split(separator: #""\xff\x01"#, omittingEmptySubsequences: false)
        return parts.dropFirst().reduce(String(parts[0])) { $0 + $1.replacing("\":", with: ":", maxReplacements: 1) }
    }

    private static func keyText(_ number: Double) -> String {
        // Whole numbers were whole in the text, too, unless they are beyond 64 bits.
        if number == number.rounded(.towardZero), number.magnitude < 0x1p53 { return String(Int64(number)) }
        return ScalarRules.floatKeyText(number)
    }

    /// What libyaml has learned since go-yaml v2 was made from it: an escape for a slash, question marks in flow style.
    private mutating func checkStyle(_ event: yaml_event_t) throws {
        let scalar = event.data.scalar
        let isQuoted = scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE
        guard isQuoted || !flow.isEmpty && scalar.style == YAML_PLAIN_SCALAR_STYLE,
            UnsafeBufferPointer(start: scalar.value, count: scalar.length).contains(UInt8(ascii: isQuoted ? "/" : "?"))
        else { return }
        let text = bytes[offset(of: event.start_mark)..<offset(of: event.end_mark)]
        if isQuoted { return try checkEscapes(text, line: Int(event.start_mark.line)) }
        // In flow style it takes a question mark for the beginning of a key, wherever it stands.
        guard let isMapping = flow.last, let mark = text.firstIndex(of: UInt8(ascii: "?")) else { return }
        let line = Int(event.start_mark.line) + text[..<mark].count { $0 == 0x0A }
        throw GoError(
            "yaml: " + (line == 0 ? "" : "line \(line): ") + "did not find expected ',' or '\(isMapping ? "}" : "]")'")
    }

    private func checkEscapes(_ text: Slice<UnsafeBufferPointer<UInt8>>, line: Int) throws {
        var line = line
        var isEscaped = false
        for byte in text {
            if isEscaped, byte == UInt8(ascii: "/") {
                throw GoError("yaml: " + (line == 0 ? "" : "line \(line + 1): ") + "found unknown escape character")
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            if byte == 0x0A { line += 1 }
        }
    }

    /// Where a mark is in the text: libyaml counts characters.
    mutating func offset(of mark: yaml_mark_t) -> Int {
        if mark.index < place.character { place = (0, 0) }
        let rest = UnsafeBufferPointer(rebasing: bytes[place.offset...])
        place = (mark.index, place.offset + Self.offset(ofCharacter: mark.index - place.character, in: rest))
        return place.offset
    }

    // MARK: aliases

    private mutating func alias(_ name: GoString) throws -> GoValue {
        switch anchors[name] {
        case nil: throw GoError("yaml: unknown anchor '\(name)' referenced")
        case .open:
            fail(GoError("yaml: anchor '\(name)' value contains itself"))
            return .nil
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
}

extension GoString {
    /// The bytes of a C string.
    fileprivate init(cString: UnsafePointer<UInt8>) { self.init(String(cString: cString)) }
}
