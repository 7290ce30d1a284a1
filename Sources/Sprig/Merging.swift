import GoTemplate

/// Filling one map from another: dario.cat/mergo v1.0 merge.go deepMerge for maps of any values.
struct Merging {
    /// If the source goes before the target.
    let overwrites: Bool

    /// Adds to the target what it has not, or has empty, which is what is false to `if`; maps in both are merged. What is
    /// added is not copied. Throws `GoError` where maps hold themselves.
    func merge(_ source: GoMap, into target: GoMap) throws {
        guard source !== target else { return }
        try StackGuard.check()
        for (key, value) in source.members {
            if value.isNil {
                if overwrites { target[key] = value }
                continue
            }
            let existing = target[key]
            if case .map(let inner) = value, case .map(let own)? = existing {
                try merge(inner, into: own)
                if own.isEmpty { target[key] = value } else { continue }
            }
            if let existing, existing.isTrue {
                if overwrites { target[key] = value }
            } else {
                target[key] = value
            }
        }
    }
}
