extension Value {
    /// Merges another value into this one: objects member by member, everything else replaced.
    ///
    /// Helm v4 pkg/cli/values MergeValues.
    public mutating func merge(_ other: Value) {
        guard case .object(var members) = self, case .object(let others) = other else {
            self = other
            return
        }
        for (key, value) in others {
            if members[key] == nil { members[key] = value } else { members[key]?.merge(value) }
        }
        self = .object(members)
    }

    /// Sets the value at a dotted path, making objects on the way.
    public mutating func set(path: String, to value: Value) {
        set(path.split(separator: ".").map(String.init)[...], to: value)
    }

    private mutating func set(_ path: ArraySlice<String>, to value: Value) {
        guard let key = path.first else {
            self = value
            return
        }
        var members = object ?? [:]
        var member = members[key] ?? .object([:])
        member.set(path.dropFirst(), to: value)
        members[key] = member
        self = .object(members)
    }
}
