import Diagnostics

/// Builds nodes from events with a stack of its own, counting what aliases expand to.
struct YAMLComposer: ~Copyable {
    /// A collection whose end has not come yet.
    private struct Open {
        let isMapping: Bool
        let start: YAMLEvent
        var elements: [YAMLNode] = []
        var members: [YAMLNode.Member] = []
        var key: YAMLNode?
        var nodeCount = 1
        var height = 0
    }

    /// What an anchor names, with the size it adds wherever it is used.
    private struct Anchored {
        let node: YAMLNode
        let nodeCount: Int
        let height: Int
    }

    private var events: LibYAML
    private let file: String
    private let limits: DocumentLimits
    private let options: YAMLReader.Options
    private var stack: [Open] = []
    private var anchors: [String: Anchored] = [:]
    private var root: YAMLNode?
    private var nodeCount = 0
    private var aliasedNodeCount = 0

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, file: String, limits: DocumentLimits, options: YAMLReader.Options
    ) {
        self.events = LibYAML(bytes, file: file, maximumDepth: limits.depth)
        self.file = file
        self.limits = limits
        self.options = options
    }

    mutating func documents() throws -> [YAMLNode] {
        var documents: [YAMLNode] = []
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd: return documents
            case .documentStart:
                root = nil
                anchors = [:]
            case .documentEnd:
                if let root { documents.append(root) }
            case .alias(let name): try useAlias(name, event.mark)
            case .scalar(let text, let style):
                let node = YAMLNode(content: .scalar(text: text, style: style), tag: event.tag, mark: event.mark)
                try count(1, event.mark)
                try add(node, anchor: event.anchor, nodeCount: 1, height: 0)
            case .sequenceStart: try open(event, isMapping: false)
            case .mappingStart: try open(event, isMapping: true)
            case .sequenceEnd, .mappingEnd: try close()
            case .other: break
            }
        }
    }

    private mutating func open(_ event: YAMLEvent, isMapping: Bool) throws {
        try count(1, event.mark)
        try checkDepth(stack.count + 1, event.mark)
        stack.append(Open(isMapping: isMapping, start: event))
    }

    private mutating func close() throws {
        guard let done = stack.popLast() else { return }
        let content: YAMLNode.Content =
            done.isMapping ? .mapping(try resolved(done.members)) : .sequence(done.elements)
        let node = YAMLNode(content: content, tag: done.start.tag, mark: done.start.mark)
        try add(node, anchor: done.start.anchor, nodeCount: done.nodeCount, height: done.height + 1)
    }

    private mutating func useAlias(_ name: String, _ mark: SourceMark) throws {
        guard let target = anchors[name] else { throw DocumentError.unknownAnchor(name, mark) }
        aliasedNodeCount += target.nodeCount
        guard aliasedNodeCount <= limits.aliasedNodeCount else {
            throw DocumentError.overLimit("nodes expanded from aliases", limits.aliasedNodeCount, mark)
        }
        try checkDepth(stack.count + target.height, mark)
        try count(target.nodeCount, mark)
        try add(target.node, anchor: nil, nodeCount: target.nodeCount, height: target.height)
    }

    private mutating func add(_ node: YAMLNode, anchor: String?, nodeCount: Int, height: Int) throws {
        if let anchor { anchors[anchor] = Anchored(node: node, nodeCount: nodeCount, height: height) }
        guard let top = stack.indices.last else {
            root = node
            return
        }
        stack[top].nodeCount += nodeCount
        stack[top].height = max(stack[top].height, height)
        guard stack[top].isMapping else {
            stack[top].elements.append(node)
            return
        }
        if let key = stack[top].key {
            stack[top].members.append(YAMLNode.Member(key: key, value: node))
            stack[top].key = nil
        } else {
            guard node.text != nil else { throw DocumentError.keyIsNoScalar(node.mark) }
            stack[top].key = node
        }
    }

    private mutating func count(_ added: Int, _ mark: SourceMark) throws {
        nodeCount += added
        guard nodeCount <= limits.nodeCount else { throw DocumentError.overLimit("nodes", limits.nodeCount, mark) }
    }

    private func checkDepth(_ depth: Int, _ mark: SourceMark) throws {
        guard depth <= limits.depth else {
            throw DocumentError.overLimit("nested collections", limits.depth, mark)
        }
    }

    /// Members with merge keys replaced by what they bring, and duplicates refused or overwritten.
    private mutating func resolved(_ written: [YAMLNode.Member]) throws -> [YAMLNode.Member] {
        if MemberTable.areDistinct(written) { return written }
        var table = MemberTable(capacity: written.count)
        var merges: [YAMLNode.Member] = []
        for member in written {
            guard member.key.isMergeKey else {
                if let first = table.set(member, isMerged: false), options.duplicateKeys == .refused {
                    throw DocumentError.duplicateKey(member.name, member.key.mark, first: first)
                }
                continue
            }
            if options.merging != .writtenWins, options.duplicateKeys == .refused, let first = merges.first {
                throw DocumentError.duplicateKey(member.name, member.key.mark, first: first.key.mark)
            }
            merges.append(member)
            if options.merging != .writtenWins { try merge(member.value, into: &table, overwriting: true) }
        }
        if options.merging == .writtenWins {
            for member in merges { try merge(member.value, into: &table, overwriting: false) }
        }
        return table.members
    }

    private mutating func merge(_ source: YAMLNode, into table: inout MemberTable, overwriting: Bool) throws {
        let isDistinct = options.merging == .distinct
        for mapping in isDistinct ? [source] : source.elements ?? [source] {
            guard let members = mapping.members else { throw DocumentError.mergeOfNoMapping(mapping.mark) }
            // Merging copies members, so that a chain of merges can grow like a chain of aliases.
            try count(members.count, source.mark)
            for member in members where overwriting || !table.contains(member.name) {
                if isDistinct, let first = table.mark(of: member.name) {
                    throw DocumentError.duplicateKey(member.name, source.mark, first: first)
                }
                table.set(member, isMerged: !isDistinct)
            }
        }
    }
}

extension YAMLNode {
    /// A plain `<<`, or anything tagged as a merge key.
    var isMergeKey: Bool {
        if let tag { return tag == "tag:yaml.org,2002:merge" }
        if case .scalar("<<", .plain) = content { return true }
        return false
    }
}

/// Members in order, found by name.
private struct MemberTable {
    private(set) var members: [YAMLNode.Member] = []
    private var positions: [String: (index: Int, isMerged: Bool)] = [:]

    init(capacity: Int) {
        members.reserveCapacity(capacity)
        positions.reserveCapacity(capacity)
    }

    /// True if there is nothing to merge and no key twice, as nearly always.
    static func areDistinct(_ members: [YAMLNode.Member]) -> Bool {
        if members.contains(where: \.key.isMergeKey) { return false }
        guard members.count <= 8 else { return Set(members.lazy.map(\.name)).count == members.count }
        return members.indices.allSatisfy { index in
            !members[..<index].contains { $0.name == members[index].name }
        }
    }

    func mark(of name: String) -> SourceMark? { positions[name].map { members[$0.index].key.mark } }

    func contains(_ name: String) -> Bool { positions[name] != nil }

    /// Sets a member, in its old place if it is there; returns where it was written before, unless it was merged in.
    @discardableResult
    mutating func set(_ member: YAMLNode.Member, isMerged: Bool) -> SourceMark? {
        guard let old = positions.updateValue((members.count, isMerged), forKey: member.name) else {
            members.append(member)
            return nil
        }
        let first = members[old.index].key.mark
        positions[member.name] = (old.index, isMerged)
        members[old.index] = member
        return old.isMerged || isMerged ? nil : first
    }
}
