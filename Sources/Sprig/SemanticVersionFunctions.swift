import GoTemplate

extension Sprig {
    /// Versions and constraints: Masterminds/sprig v3.3 semver.go.
    static let semanticVersions: FunctionTable = [
        "semver": GoFunction([.string]) { .object(VersionObject(try SemanticVersion(text($0[0])))) },
        "semverCompare": GoFunction([.string, .string]) {
            let constraint = try VersionConstraint(text($0[0]))
            return .bool(constraint.admits(try SemanticVersion(text($0[1]))))
        },
    ]

    private static func text(_ value: GoValue) -> String { value.string?.text ?? "" }
}

/// A `*semver.Version`.
final class VersionObject: GoObject {
    let version: SemanticVersion

    init(_ version: SemanticVersion) {
        self.version = version
        super.init()
    }

    override var typeName: String { "*semver.Version" }
    override var kindName: String { "ptr" }
    override var text: GoString { GoString(version.description) }
    /// Its MarshalJSON writes the text.
    override var encoded: GoValue { .string(version.description) }

    override func method(_ name: GoString) -> GoFunction? {
        let version = version
        switch name {
        case "Major": return GoFunction([]) { _ in .uint64(version.major) }
        case "Minor": return GoFunction([]) { _ in .uint64(version.minor) }
        case "Patch": return GoFunction([]) { _ in .uint64(version.patch) }
        case "Prerelease": return GoFunction([]) { _ in .string(version.prerelease) }
        case "Metadata": return GoFunction([]) { _ in .string(version.metadata) }
        case "Original": return GoFunction([]) { _ in .string(version.original) }
        case "String": return GoFunction([]) { _ in .string(version.description) }
        case "Compare": return comparison { .int($0) }
        case "Equal": return comparison { .bool($0 == 0) }
        case "LessThan": return comparison { .bool($0 < 0) }
        case "GreaterThan": return comparison { .bool($0 > 0) }
        case "LessThanEqual": return comparison { .bool($0 <= 0) }
        case "GreaterThanEqual": return comparison { .bool($0 >= 0) }
        case "IncMajor": return increment { SemanticVersion($0.major + 1, 0, 0) }
        case "IncMinor": return increment { SemanticVersion($0.major, $0.minor + 1, 0) }
        // version.go IncPatch: a prerelease becomes its release.
        case "IncPatch":
            return increment { SemanticVersion($0.major, $0.minor, $0.patch + ($0.prerelease.isEmpty ? 1 : 0)) }
        default: return nil
        }
    }

    private func comparison(_ body: @escaping (Int) -> GoValue) -> GoFunction {
        let version = version
        return GoFunction([.named("*semver.Version")]) { arguments in
            guard case .object(let object) = arguments[0], let other = object as? VersionObject else {
                throw GoError("runtime error: invalid memory address or nil pointer dereference")
            }
            return body(version.compare(other.version))
        }
    }

    private func increment(_ body: @escaping (SemanticVersion) -> SemanticVersion) -> GoFunction {
        let version = version
        let prefix = version.original.hasPrefix("v") ? "v" : ""
        return GoFunction([]) { _ in
            let next = body(version)
            return .object(
                VersionObject(
                    SemanticVersion(next.major, next.minor, next.patch, original: prefix + next.description)))
        }
    }
}
