import Diagnostics
import Documents
import FileIO
import HTTP
import SystemPackage

/// One or more kubeconfig files, merged as client-go's clientcmd does: of a name that is there twice the first counts.
public struct Kubeconfig: Sendable {
    /// A node of a file, and the directory that relative paths in it start from.
    struct Entry: Sendable {
        let node: YAMLNode
        let directory: FilePath
    }

    var clusters: [String: Entry] = [:]
    var users: [String: Entry] = [:]
    var contexts: [String: Entry] = [:]
    /// The context that counts unless another is named.
    public private(set) var currentContext: String?
    /// Files that were read.
    public private(set) var files: [FilePath] = []

    /// A kubeconfig is small; more than this is none.
    static let maximumByteCount = 16 << 20

    /// Nothing.
    public init() {}

    /// Reads and merges files. Those that do not exist are passed over if there are several.
    ///
    /// Throws `KubernetesError.kubeconfig`, `DocumentError`, `FileError`.
    public init(files: [FilePath]) throws {
        for file in files {
            do {
                let bytes = try readFile(file, limit: Self.maximumByteCount)
                try merge(bytes, file: file)
            } catch FileError.system(_, _, let errno) where errno == .noSuchFileOrDirectory && files.count > 1 {
                continue
            }
        }
    }

    /// The files that `$KUBECONFIG` names, colon-separated.
    public static func files(ofVariable text: String) -> [FilePath] {
        var seen: Set<Substring> = []
        return text.split(separator: ":").filter { seen.insert($0).inserted }.map { FilePath(String($0)) }
    }

    /// Reads one file more; what was there before wins.
    mutating func merge(_ bytes: [UInt8], file: FilePath) throws {
        let document = try YAMLReader.document(bytes, file: file.string, options: .helm)
        files.append(file)
        if document.isNull { return }
        guard document.members != nil else { throw problem(document, "is \(document.shape), not a mapping") }
        if let kind = document["kind"]?.text, !kind.isEmpty, kind != "Config" {
            throw problem(document, "kind is \(kind), not Config")
        }
        let directory = file.removingLastComponent()
        try collect(document, "clusters", "cluster", directory, into: &clusters)
        try collect(document, "users", "user", directory, into: &users)
        try collect(document, "contexts", "context", directory, into: &contexts)
        if currentContext == nil, let name = try text(document, "current-context") { currentContext = name }
    }

    private func collect(
        _ document: YAMLNode, _ list: String, _ member: String, _ directory: FilePath,
        into entries: inout [String: Entry]
    ) throws {
        guard let node = document[list], !node.isNull else { return }
        guard let elements = node.elements else { throw problem(node, "\(list) is \(node.shape), not a list") }
        for element in elements {
            guard let name = try text(element, "name") else {
                throw problem(element, "a member of \(list) has no name")
            }
            // client-go: what says nothing is there all the same, a user for example who shows no credentials.
            let given = element[member].flatMap { $0.isNull ? nil : $0 }
            let content = given ?? YAMLNode(content: .mapping([]), mark: element.mark)
            guard content.members != nil else { throw problem(content, "\(member) is \(content.shape), not a mapping") }
            if entries[name] == nil { entries[name] = Entry(node: content, directory: directory) }
        }
    }
}

/// A failure at a place in a kubeconfig.
func problem(_ node: YAMLNode, _ reason: String) -> KubernetesError {
    .kubeconfig(place: node.mark.description, reason)
}

/// The text of a member; nil if it is not there or empty.
func text(_ node: YAMLNode, _ key: String) throws -> String? {
    guard let value = node[key], !value.isNull else { return nil }
    guard let text = value.text else { throw problem(value, "\(key) is \(value.shape), not a string") }
    return text.isEmpty ? nil : text
}
