import Diagnostics

/// Why a package cannot be planned. All of these are found before anything is touched.
public enum PlanError: Failure, Equatable {
    /// A component was asked for that is not there.
    case unknownComponent(String, suggestions: [String])
    /// A pattern of `--components` cannot be read.
    case malformedGlob(String)
    /// A group has neither a default nor a chosen member.
    case noChoice(of: [String])
    /// Two members of a group were chosen.
    case twoChoices(group: String, String, String)
    /// Prepares a cluster, which is not deploying into one.
    case initPackage(String)
    /// The package cannot be put into another namespace.
    case noOtherNamespace(package: String, reason: String)
    /// Values that were given and are no mapping.
    case malformedValues(source: String, reason: String)
    /// The package asks for a newer version of Zarf than the one we match.
    case needsVersion(package: String, version: String, reason: String)
    /// A variable's value does not match its pattern.
    case patternMismatch(variable: String, pattern: String)
    /// `NAME=value` was expected. The text may hold a secret and is not repeated.
    case malformedSetting(source: String)
    /// The definition cannot be planned: a name or a version that is none.
    case malformedDefinition(file: String, reason: String)
    /// make cannot name files with such characters.
    case unusableJournal(String)
    /// A path that no line of a makefile can hold.
    case unusablePath(String)
    /// The journal holds another deployment that is not finished.
    case otherJournal(path: String, reason: String)
    /// The package is not the one that was planned.
    case packageChanged(path: String)

    public var message: String {
        switch self {
        case .unknownComponent(let name, _): "choose components: no component matches \"\(name)\""
        case .malformedGlob(let text): "choose components: \"\(text)\" is not a pattern"
        case .noChoice(let names): "choose components: one of \(listed(names)) must be chosen"
        case .twoChoices(let group, let first, let second):
            "choose components: \"\(first)\" and \"\(second)\" are both of group \"\(group)\""
        case .initPackage(let package): "plan \(package): an init package prepares a cluster"
        case .noOtherNamespace(let package, let reason): "move \(package) to another namespace: \(reason)"
        case .malformedValues(let source, let reason): "read \(source): \(reason)"
        case .needsVersion(let package, let version, let reason):
            "plan \(package): it needs version \(version)" + (reason.isEmpty ? "" : ": \(reason)")
        case .patternMismatch(let variable, let pattern):
            "set variable \(variable): the value does not match the pattern \"\(pattern)\""
        case .malformedSetting(let source): "read \(source): not of the form NAME=value"
        case .malformedDefinition(let file, let reason): "read \(file): \(reason)"
        case .unusableJournal(let path):
            "use journal \"\(path)\": make cannot name files with characters other than letters, digits and _-./+@"
        case .unusablePath(let path): "plan \(path): its path holds a newline"
        case .otherJournal(let path, let reason): "use journal \(path): \(reason)"
        case .packageChanged(let path): "open \(path): not the package that was planned"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .unknownComponent, .malformedGlob, .noChoice, .twoChoices, .malformedSetting, .unusableJournal,
            .unusablePath, .malformedValues:
            .usage
        case .malformedDefinition, .packageChanged: .untrusted
        case .initPackage, .noOtherNamespace, .needsVersion, .patternMismatch, .otherJournal:
            .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .unknownComponent(_, let suggestions) where !suggestions.isEmpty: ["did you mean \(listed(suggestions))?"]
        case .initPackage: ["deploy it with zarf-init"]
        case .otherJournal: ["finish it with the command that began it, or remove the journal to begin anew"]
        case .unusableJournal: ["choose another with --journal"]
        default: []
        }
    }

    private func listed(_ names: [String]) -> String {
        names.map { "\"\($0)\"" }.joined(separator: names.count > 2 ? ", " : " or ")
    }
}

/// What keeps a component from being deployed here.
public struct ComponentObstacle: Sendable, Hashable {
    /// The component.
    public let component: String
    /// Why, in words: `needs a cluster for images, charts`.
    public let reason: String

    /// `component "app" needs a cluster for images, charts`.
    public var text: String { "component \"\(component)\" \(reason)" }
}
