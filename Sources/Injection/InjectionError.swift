import Diagnostics

/// Why a registry could not be injected.
public enum InjectionError: Failure {
    /// Nothing can be borrowed: what was looked at, and why it did not do, a line each.
    case noCandidate(architecture: String, reasons: [String])
    /// No pod of the injector started: what was tried, a line each.
    case noneStarted([String])
    /// The injector refuses what arrived; its words.
    case payloadDamaged(String, parts: [String])
    /// The program is not there.
    case noInjector(architecture: String, searched: [String])
    /// The program is for other machines, or none.
    case wrongInjector(path: String, reason: String)
    /// A choice that cannot be taken.
    case unusable(String)
    /// Something that was deleted does not go away.
    case stillThere(String, seconds: Int)

    public var message: String {
        switch self {
        case .noCandidate(let architecture, let reasons):
            ([
                "find an image to borrow: no node for \(architecture) has one"
            ] + reasons).joined(separator: "\n")
        case .noneStarted(let reasons):
            (["start the injector: no pod got ready"] + reasons).joined(separator: "\n")
        case .payloadDamaged(let text, let parts):
            "start the injector: the payload arrived damaged: \(text)" + Self.naming(parts)
        case .noInjector(let architecture, let searched):
            "find zarf-injector for \(architecture): not at \(searched.joined(separator: ", "))"
        case .wrongInjector(let path, let reason): "read \(path): \(reason)"
        case .unusable(let text): text
        case .stillThere(let name, let seconds): "delete \(name): still there after \(seconds) seconds"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .payloadDamaged, .wrongInjector: .untrusted
        case .stillThere: .timedOut
        default: .failed
        }
    }

    public var hints: [String] {
        switch self {
        case .noCandidate: ["start a pod of any image on a node, or name an image with --injector-image"]
        case .noneStarted: ["name an image that nodes have with --injector-image", "look inside with --keep"]
        case .payloadDamaged: ["the parts were removed: run the same command again"]
        case .noInjector(let architecture, _):
            ["build it with make injector ARCH=\(architecture), or name it with --injector"]
        default: []
        }
    }

    private static func naming(_ parts: [String]) -> String {
        guard !parts.isEmpty else { return "" }
        return "; not as it was sent: " + parts.prefix(5).joined(separator: ", ") + (parts.count > 5 ? "…" : "")
    }
}
