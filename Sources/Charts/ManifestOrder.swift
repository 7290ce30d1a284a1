import GoTemplate
import Sprig

/// A document of a rendered file.
package struct ManifestDocument {
    /// The file it comes from.
    package let path: GoString
    package let text: [UInt8]
    package let kind: String
    package let apiVersion: String
    package let name: String
    /// When it is applied instead of with the others; empty for what is no hook.
    package let events: [String]
    package let weight: Int
    package let annotations: [String: String]

    package var isHook: Bool { !events.isEmpty }

    /// The same document with another text.
    func replacing(text: [UInt8]) -> ManifestDocument {
        ManifestDocument(
            path: path, text: text, kind: kind, apiVersion: apiVersion, name: name, events: events, weight: weight,
            annotations: annotations)
    }

    /// The words of an annotation that is a list.
    // helm v4.2 pkg/release/v1/util/manifest_sorter.go operateAnnotationValues.
    package func words(_ annotation: String) -> [String] {
        guard let written = annotations[annotation] else { return [] }
        return written.split(separator: ",", omittingEmptySubsequences: false).map {
            String($0).trimmingSpaces.lowercased()
        }
    }
}

/// Divides rendered files into documents, and orders them by kind.
package enum ManifestOrder {
    // helm v4.2 pkg/release/v1/util/kind_sorter.go InstallOrder.
    private static let kinds =
        """
        PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget \
        ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim \
        CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList \
        RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment \
        HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService MutatingWebhookConfiguration \
        ValidatingWebhookConfiguration
        """.split(separator: " ").map(String.init)
    private static let ranks = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, $0) })
    // helm v4.2 pkg/release/v1/util/manifest_sorter.go events.
    private static let events: Set<String> = [
        "pre-install", "post-install", "pre-delete", "post-delete", "pre-upgrade", "post-upgrade", "pre-rollback",
        "post-rollback", "test", "test-success",
    ]

    /// The documents of rendered files, by kind, then path, then place: first what is no hook, then hooks.
    ///
    /// - throws: `GoError` for a document that is no object.
    // helm v4.2 pkg/release/v1/util/manifest_sorter.go SortManifests.
    package static func sorted(
        _ files: [ChartRenderer.File]
    ) throws -> (documents: [ManifestDocument], hooks: [ManifestDocument]) {
        var documents: [ManifestDocument] = []
        var hooks: [ManifestDocument] = []
        for file in files.sorted(by: { $0.name < $1.name }) where !trimmed(file.text).isEmpty {
            for text in split(file.text) {
                guard let document = try document(text, file.name) else { continue }
                if document.isHook { hooks.append(document) } else { documents.append(document) }
            }
        }
        return (byKind(documents), byKind(hooks))
    }

    private static func byKind(_ documents: [ManifestDocument]) -> [ManifestDocument] {
        let ranked = documents.enumerated().map { (place: $0, rank: ranks[$1.kind] ?? kinds.count, document: $1) }
        return ranked.sorted { first, second in
            if first.rank != second.rank { return first.rank < second.rank }
            if first.rank == kinds.count, first.document.kind != second.document.kind {
                return first.document.kind.utf8.lexicographicallyPrecedes(second.document.kind.utf8)
            }
            return first.place < second.place
        }.map(\.document)
    }

    /// A text's documents. Lines of three dashes divide, and take the white space around them along.
    // helm v4.2 pkg/release/v1/util/manifest.go SplitManifests: (?:^|\s*\n)---\s*
    package static func split(_ text: [UInt8]) -> [[UInt8]] {
        let text = text[GoSpace.countAtStart(text[...])...]
        var documents: [[UInt8]] = []
        var start = text.startIndex
        var line = text.startIndex
        func add(_ piece: ArraySlice<UInt8>) {
            let head = piece[(piece.startIndex + GoSpace.countAtStart(piece))...]
            if !head.isEmpty { documents.append(Array(head)) }
        }
        while line < text.endIndex {
            if text[line...].starts(with: "---".utf8) {
                var end = line
                while end > start, isRegexSpace(text[end - 1]) { end -= 1 }
                add(text[start..<end])
                line += 3
                while line < text.endIndex, isRegexSpace(text[line]) { line += 1 }
                start = line
                // What follows the dashes at once may begin with dashes only after a line break, which is gone.
            }
            guard let newline = text[line...].firstIndex(of: UInt8(ascii: "\n")) else { break }
            line = newline + 1
        }
        add(text[start...])
        return documents
    }

    /// `\s` of Go's regular expressions.
    private static func isRegexSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0c || byte == 0x0d
    }

    /// A document with what its head says; nil for a hook of an unknown event.
    private static func document(_ text: [UInt8], _ path: GoString) throws -> ManifestDocument? {
        let head = try ManifestHead(text, path)
        var events: [String] = []
        if let written = head.annotations["helm.sh/hook"] {
            for event in written.split(separator: ",", omittingEmptySubsequences: false) {
                let event = String(event).trimmingSpaces.lowercased()
                guard Self.events.contains(event) else { return nil }
                events.append(event == "test-success" ? "test" : event)
            }
        }
        return ManifestDocument(
            path: path, text: text, kind: head.kind, apiVersion: head.apiVersion, name: head.name, events: events,
            weight: head.annotations["helm.sh/hook-weight"].flatMap { Int($0) } ?? 0, annotations: head.annotations)
    }
}

/// What Helm reads of a document: the kind and what its metadata say.
// helm v4.2 pkg/release/v1/util/manifest.go SimpleHead.
struct ManifestHead {
    private(set) var apiVersion = ""
    private(set) var kind = ""
    private(set) var name = ""
    private(set) var annotations: [String: String] = [:]

    init(_ text: [UInt8], _ path: GoString) throws {
        do {
            let value = try HelmYAML.read(text)
            if case .nil = value { return }
            guard case .map(let map) = value else { throw Self.mismatch(value, "", "util.SimpleHead") }
            apiVersion = try Self.text(map, "apiVersion", "SimpleHead.apiVersion")
            kind = try Self.text(map, "kind", "SimpleHead.kind")
            switch Self.member(map, "metadata") {
            case nil, .nil?: return
            case .map(let metadata)?: try read(metadata)
            case let other?: throw Self.mismatch(other, "SimpleHead.metadata", Self.metadataType)
            }
        } catch let error as GoError {
            throw GoError("YAML parse error on \(path): \(error.text)")
        }
    }

    /// As `helm lint` reads it, into a struct of its own.
    // helm v4.2 pkg/chart/v2/lint/rules/template.go k8sYamlStruct.
    init(lint map: GoMap) throws {
        apiVersion = try Self.text(map, "apiVersion", "k8sYamlStruct.apiVersion")
        kind = try Self.text(map, "kind", "k8sYamlStruct.Kind")
        switch Self.member(map, "metadata") {
        case nil, .nil?: return
        case .map(let metadata)?:
            name = try Self.text(metadata, "name", "k8sYamlMetadata.Metadata.Name")
            _ = try Self.text(metadata, "namespace", "k8sYamlMetadata.Metadata.Namespace")
        case let other?: throw Self.mismatch(other, "k8sYamlStruct.Metadata", "rules.k8sYamlMetadata")
        }
    }

    private mutating func read(_ metadata: GoMap) throws {
        name = try Self.text(metadata, "name", ".metadata.name")
        switch Self.member(metadata, "annotations") {
        case nil, .nil?: return
        case .map(let map)?:
            for key in map.sortedKeys {
                annotations[key.text] = try Self.text(map[key], ".metadata.annotations")
            }
        case let other?: throw Self.mismatch(other, ".metadata.annotations", "map[string]string")
        }
    }

    private static let metadataType =
        "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }"

    /// A member by its name, whatever its case: as encoding/json finds fields.
    private static func member(_ map: GoMap, _ name: String) -> GoValue? {
        if let value = map[GoString(name)] { return value }
        let lower = name.lowercased()
        return map.sortedKeys.last { $0.count == name.utf8.count && $0.text.lowercased() == lower }.flatMap { map[$0] }
    }

    private static func text(_ map: GoMap, _ key: String, _ field: String) throws -> String {
        try text(member(map, key), field)
    }

    /// A text; sigs.k8s.io/yaml makes texts of numbers and truths where Go wants texts.
    private static func text(_ value: GoValue?, _ field: String) throws -> String {
        switch value {
        case nil, .nil?: return ""
        case .string(let string)?: return string.text
        case .bool(let truth)?: return String(truth)
        case .float64(let number)?:
            return Int64(exactly: number).map { String($0) } ?? GoFormat.print(.float64(number)).text
        case let other?: throw mismatch(other, field, "string")
        }
    }

    static func mismatch(_ value: GoValue, _ field: String, _ type: String) -> GoError {
        let found =
            switch value {
            case .bool: "bool"
            case .string: "string"
            case .list: "array"
            case .map: "object"
            default: "number"
            }
        let place = field.isEmpty ? "value" : "struct field \(field)"
        return GoError(
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(found) into Go \(place) of type \(type)"
        )
    }
}
