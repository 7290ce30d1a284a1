import Diagnostics
import SystemPackage

/// What went wrong between us and the operating system.
public enum FileError: Failure, Equatable {
    /// A system call failed: `operation` is the verb, `path` its object.
    case system(operation: String, path: String, errno: Errno)
    /// A file holds more bytes than we are willing to read.
    case tooLarge(path: String, limit: Int)
    /// A stream ended before the bytes that were announced.
    case endedEarly(path: String)
    /// A file was to be written where a device, a pipe or the like is.
    case notReplaceable(path: String)
    /// A program could not be found on PATH.
    case programNotFound(String)

    public var message: String {
        switch self {
        case .system(let operation, let path, let errno):
            path.isEmpty ? "\(operation): \(errno.text)" : "\(operation) \(path): \(errno.text)"
        case .tooLarge(let path, let limit): "read \(path): larger than the limit of \(limit) bytes"
        case .endedEarly(let path): "read \(path): ended early"
        case .notReplaceable(let path): "create \(path): what is there is no file, and stays"
        case .programNotFound(let name): "run \(name): not found on PATH"
        }
    }

    public var kind: FailureKind {
        switch self {
        case .tooLarge, .endedEarly: .untrusted
        case .system, .notReplaceable, .programNotFound: .failed
        }
    }
}

extension Errno {
    /// The error's text as people know it, first letter in lower case: `no such file or directory`.
    public var text: String {
        let words = description
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
