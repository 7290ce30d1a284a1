/// The nodes that are judging, outermost first, so that a schema that refers to itself without going into the value
/// is found out.
// santhosh-tekuri/jsonschema v6.0.2 validator.go scope.
struct Visits {
    private var visits: [(node: Int, reference: String?)] = []
    /// Where the judgement of the present part of the value begins.
    private var start = 0

    /// Enters a node; false if it is judging the same part of the value already, and then it is not entered.
    ///
    /// - reference: the keyword that leads to it, if one refers.
    mutating func enter(_ node: Int, reference: String? = nil) -> Bool {
        guard !visits[start...].contains(where: { $0.node == node }) else { return false }
        visits.append((node, reference))
        return true
    }

    mutating func leave() { visits.removeLast() }

    /// Goes on to a part of the value; gives what `goBack(to:)` wants.
    mutating func goInside() -> Int {
        defer { start = visits.count }
        return start
    }

    mutating func goBack(to start: Int) { self.start = start }

    /// What Helm's validator says about entering a node that is judging already.
    // kind.RefCycle; scope.kwLoc.
    func cycle(_ node: Int, reference: String?, in nodes: [SchemaNode]) -> String {
        let first = visits[start...].lastIndex { $0.node == node } ?? start
        let again = place(visits + [(node, reference)], nodes)
        let url = "file:///values.schema.json#" + Self.text(nodes[node].path)
        return "both \(again) and \(place(visits[...first], nodes)) resolve to \"\(url)\" causing reference cycle"
    }

    /// The keywords that lead to the last of these nodes.
    private func place(_ visits: some Collection<(node: Int, reference: String?)>, _ nodes: [SchemaNode]) -> String {
        zip(visits, visits.dropFirst()).map { outer, inner in
            if let reference = inner.reference { return "/" + reference }
            return Self.text(nodes[inner.node].path.dropFirst(nodes[outer.node].path.count))
        }.joined()
    }

    /// A pointer as a URL has it.
    private static func text(_ path: some Sequence<String>) -> String {
        path.map { component in
            let escaped = component.replacing("~", with: "~0").replacing("/", with: "~1")
            return "/" + escaped.utf8.map(text(of:)).joined()
        }.joined()
    }

    private static func text(of byte: UInt8) -> String {
        let character = Character(Unicode.Scalar(byte))
        let isPlain =
            character.isASCII && (character.isLetter || character.isNumber || "-_.~$&+:=@".contains(character))
        return isPlain ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
