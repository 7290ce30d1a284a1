import GoTemplate

/// The values that a chart and those below it see: what users give over what charts bring along.
// helm v4.2 pkg/chart/common/util/coalesce.go.
package enum Coalescing {
    static let global: GoString = "global"

    /// The values of a chart; what is given is not changed.
    ///
    /// - merging: keeps nulls, for `import-values`.
    /// - throws: `GoError` if a chart's values are no map.
    static func values(of chart: RenderedChart, _ given: GoMap, merging: Bool = false) throws -> GoMap {
        let result = deepCopy(given)
        try coalesce(chart, result, merging)
        return result
    }

    private static func coalesce(_ chart: RenderedChart, _ values: GoMap, _ merging: Bool) throws {
        coalesceOwn(chart, values, merging)
        for dependency in chart.dependencies {
            let key = GoString(dependency.name)
            if values[key] == nil { values[key] = .map(GoMap()) }
            guard case .map(let inner)? = values[key] else {
                throw GoError(
                    "type mismatch on \(dependency.name): " + GoFormat.sprintf("%t", [values[key] ?? .nil]).text)
            }
            coalesceGlobals(into: inner, from: values)
            try coalesce(dependency, inner, merging)
        }
    }

    private static func coalesceGlobals(into inner: GoMap, from outer: GoMap) {
        let own: GoMap
        switch inner[global] {
        case nil: own = GoMap()
        case .map(let map)?: own = map
        default: return
        }
        let source: GoMap
        switch outer[global] {
        case nil: source = GoMap()
        case .map(let map)?: source = map
        default: return
        }
        for (key, value) in source.members {
            if case .map(let table) = value {
                let copy = table.copy()
                switch own[key] {
                case nil: own[key] = .map(copy)
                case .map(let other)?:
                    mergeTables(copy, other, merging: true)
                    own[key] = .map(copy)
                default: break
                }
            } else if case .map? = own[key] {
                continue
            } else {
                own[key] = value
            }
        }
        inner[global] = .map(own)
    }

    private static func coalesceOwn(_ chart: RenderedChart, _ values: GoMap, _ merging: Bool) {
        for (key, original) in chart.values.members {
            switch values[key] {
            case nil:
                if !merging, original.isNil { continue }
                let copy = deepCopy(original)
                if !merging, case .map(let map) = copy { removeNulls(map) }
                values[key] = copy
            case .nil? where !merging: values[key] = nil
            case .map(let map)?:
                guard case .map = original, case .map(let source) = deepCopy(original) else { continue }
                let mergesChild = merging || chart.dependencies.contains { GoString($0.name) == key }
                if !mergesChild { removeNulls(source) }
                mergeTables(map, source, merging: mergesChild)
            default: continue
            }
        }
    }

    /// Adds to a table what another has and it has not; changes both.
    // coalesceTablesFullKey.
    static func mergeTables(_ target: GoMap, _ source: GoMap, merging: Bool) {
        let sourceMembers = source.members
        for (key, value) in target.members where value.isNil { source[key] = .nil }
        for (key, value) in source.members {
            switch target[key] {
            case nil: target[key] = value
            case .nil?:
                let wasThere = sourceMembers[key].map { !$0.isNil } ?? false
                if !merging, wasThere { target[key] = nil }
            case .map(let inner)?:
                if case .map(let other) = value { mergeTables(inner, other, merging: merging) }
            default: continue
            }
        }
    }

    /// Values with older ones below them: maps merge, what the upper ones have set to null is left out.
    // helm v4.2 pkg/chart/common/util/coalesce.go CoalesceTables.
    package static func values(_ above: GoMap, over below: GoMap) -> GoMap {
        let result = deepCopy(above)
        mergeTables(result, deepCopy(below), merging: false)
        return result
    }

    static func removeNulls(_ map: GoMap) {
        for (key, value) in map.members {
            if value.isNil {
                map[key] = nil
            } else if case .map(let inner) = value {
                removeNulls(inner)
            }
        }
    }

    static func deepCopy(_ map: GoMap) -> GoMap {
        GoMap(map.members.mapValues { deepCopy($0) }, type: map.type)
    }

    static func deepCopy(_ value: GoValue) -> GoValue {
        switch value {
        case .map(let map): return .map(deepCopy(map))
        case .list(let list):
            var copy = list
            for index in copy.elements.indices {
                switch copy.elements[index] {
                case .map, .list: copy.elements[index] = deepCopy(copy.elements[index])
                default: break
                }
            }
            return .list(copy)
        default: return value
        }
    }
}

extension GoMap {
    /// A value at a path of keys; nil if there is none, or something on the way is no map.
    func value(at path: [GoString]) -> GoValue? {
        var map = self
        for key in path.dropLast() {
            guard case .map(let next)? = map[key] else { return nil }
            map = next
        }
        return path.last.flatMap { map[$0] }
    }
}
