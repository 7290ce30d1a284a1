import Documents
import GoTemplate
import Sprig

/// `.Files`: the files of a chart that are neither templates nor its own.
// helm v4.2 pkg/engine/files.go.
final class FilesObject: GoObject {
    private let files: [GoString: [UInt8]]

    init(_ files: [GoString: [UInt8]]) {
        self.files = files
        super.init()
    }

    override var typeName: String { "engine.files" }
    override var kindName: String { "map" }
    override var isTrue: Bool { !files.isEmpty }
    override var count: Int? { files.count }
    override var text: GoString { GoFormat.print(.map(GoMap(files.mapValues { .bytes($0) }))) }
    override var encoded: GoValue { .map(GoMap(files.mapValues { .bytes($0) })) }
    override var elements: [(key: GoValue, element: GoValue)]? {
        files.keys.sorted().map { (.string($0), .bytes(files[$0] ?? [])) }
    }

    override func field(_ name: GoString) throws -> GoValue? { .bytes(files[name] ?? []) }

    override func method(_ name: GoString) -> GoFunction? {
        switch name.text {
        case "Get": GoFunction([.string]) { [files] in .string(GoString(Self.bytes($0, files))) }
        case "GetBytes": GoFunction([.string]) { [files] in .bytes(Self.bytes($0, files)) }
        case "Lines": GoFunction([.string]) { [files] in try Self.lines($0, files) }
        case "Glob": GoFunction([.string]) { [files] in .object(FilesObject(Self.matching($0, files))) }
        case "AsConfig":
            GoFunction([]) { [files] _ in try Self.listed(files) { .string(GoString($0)) } }
        case "AsSecrets":
            GoFunction([]) { [files] _ in
                try Self.listed(files) { .string(GoString(Base64.encode($0))) }
            }
        default: nil
        }
    }

    private static func bytes(_ arguments: [GoValue], _ files: [GoString: [UInt8]]) -> [UInt8] {
        arguments[0].string.flatMap { files[$0] } ?? []
    }

    private static func lines(_ arguments: [GoValue], _ files: [GoString: [UInt8]]) throws -> GoValue {
        guard let name = arguments[0].string, var bytes = files[name] else { return .strings([]) }
        // Quirk: Helm 4.2 looks at the last byte of an empty file.
        guard let last = bytes.last else { throw GoError("runtime error: index out of range [-1]") }
        if last == UInt8(ascii: "\n") { bytes.removeLast() }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return .strings(lines.map { GoString($0) })
    }

    private static func matching(_ arguments: [GoValue], _ files: [GoString: [UInt8]]) -> [GoString: [UInt8]] {
        let pattern = GlobPattern(arguments[0].string?.bytes ?? []) ?? GlobPattern(Array("**".utf8))
        return files.filter { pattern?.matches($0.key.bytes) ?? true }
    }

    private static func listed(
        _ files: [GoString: [UInt8]], _ value: ([UInt8]) -> GoValue
    ) throws -> GoValue {
        let map = GoMap()
        // Two files of one name: the later path wins, where Helm leaves it to chance.
        for name in files.keys.sorted() {
            let base = name.bytes.split(separator: UInt8(ascii: "/")).last.map { GoString($0) } ?? "."
            map[base] = value(files[name] ?? [])
        }
        return .string(try HelmYAML.text(GoValue.map(map)))
    }
}

/// `.Capabilities`.
// helm v4.2 pkg/chart/common/capabilities.go.
final class CapabilitiesObject: GoObject {
    private let capabilities: Capabilities
    private var known: APIVersionsObject?
    private let kubeVersion: KubeVersionObject
    private let helmVersion = HelmVersionObject()

    init(_ capabilities: Capabilities) {
        self.capabilities = capabilities
        kubeVersion = KubeVersionObject(capabilities.kubeVersion)
        super.init()
    }

    private func versions() throws -> APIVersionsObject {
        if let known { return known }
        let versions = APIVersionsObject(try capabilities.discovered?() ?? capabilities.apiVersions)
        known = versions
        return versions
    }

    override var typeName: String { "*common.Capabilities" }
    override var kindName: String { "ptr" }
    override var text: GoString {
        let version = capabilities.kubeVersion
        let kube = "{\(version.normalized) \(version.version) \(version.major) \(version.minor)}"
        return GoString("{\(kube) \((try? versions())?.text ?? "[]") \(helmVersion.text)}")
    }
    override var encoded: GoValue {
        .map([
            "KubeVersion": kubeVersion.encoded, "APIVersions": (try? versions())?.encoded ?? .nil,
            "HelmVersion": helmVersion.encoded,
        ])
    }

    override var yamlFields: [(name: GoString, value: GoValue)]? {
        [
            ("kubeversion", .object(kubeVersion)), ("apiversions", (try? versions())?.encoded ?? .nil),
            ("helmversion", .object(helmVersion)),
        ]
    }

    override func field(_ name: GoString) throws -> GoValue? {
        switch name.text {
        case "KubeVersion": .object(kubeVersion)
        case "APIVersions": .object(try versions())
        case "HelmVersion": .object(helmVersion)
        default: nil
        }
    }
}

private final class KubeVersionObject: GoObject {
    private let version: KubeVersion

    init(_ version: KubeVersion) {
        self.version = version
        super.init()
    }

    override var typeName: String { "common.KubeVersion" }
    override var text: GoString { GoString(version.normalized) }
    override var encoded: GoValue {
        .map(["Version": .string(version.version), "Major": .string(version.major), "Minor": .string(version.minor)])
    }

    override var yamlFields: [(name: GoString, value: GoValue)]? {
        [
            ("version", .string(version.version)), ("major", .string(version.major)),
            ("minor", .string(version.minor)),
        ]
    }

    override func field(_ name: GoString) throws -> GoValue? {
        switch name.text {
        case "Version": .string(version.version)
        case "Major": .string(version.major)
        case "Minor": .string(version.minor)
        default: nil
        }
    }

    override func method(_ name: GoString) -> GoFunction? {
        switch name.text {
        case "String": GoFunction([]) { [version] _ in .string(version.normalized) }
        case "GitVersion": GoFunction([]) { [version] _ in .string(version.version) }
        default: nil
        }
    }
}

private final class APIVersionsObject: GoObject {
    private let versions: [GoString]
    private let known: Set<GoString>

    init(_ versions: [String]) {
        self.versions = versions.map { GoString($0) }
        known = Set(self.versions)
        super.init()
    }

    override var typeName: String { "common.VersionSet" }
    override var kindName: String { "slice" }
    override var text: GoString { GoFormat.print(.strings(versions)) }
    override var underlying: GoValue? { .strings(versions) }
    override var encoded: GoValue { .strings(versions) }
    override var count: Int? { versions.count }
    override var elements: [(key: GoValue, element: GoValue)]? {
        versions.enumerated().map { (.int($0), .string($1)) }
    }

    override func method(_ name: GoString) -> GoFunction? {
        guard name == "Has" else { return nil }
        return GoFunction([.string]) { [known] in .bool($0[0].string.map { known.contains($0) } ?? false) }
    }
}

private final class HelmVersionObject: GoObject {
    override var typeName: String { "version.BuildInfo" }
    override var text: GoString { "{v4.2   go1.26.6 v1.36}" }
    override var encoded: GoValue {
        .map(["version": .string("v4.2"), "go_version": .string("go1.26.6"), "kube_client_version": .string("v1.36")])
    }

    override var yamlFields: [(name: GoString, value: GoValue)]? {
        [
            ("version", .string("v4.2")), ("gitcommit", .string("")), ("gittreestate", .string("")),
            ("goversion", .string("go1.26.6")), ("kubeclientversion", .string("v1.36")),
        ]
    }

    override func field(_ name: GoString) throws -> GoValue? {
        switch name.text {
        case "Version": .string("v4.2")
        case "GitCommit", "GitTreeState": .string("")
        case "GoVersion": .string("go1.26.6")
        case "KubeClientVersion": .string("v1.36")
        default: nil
        }
    }
}

extension RenderedChart {
    /// `.Chart`: the fields of Helm's struct by their Go names.
    // helm v4.2 pkg/chart/common.go structToMap over pkg/chart/v2/metadata.go Metadata.
    var chartObject: GoMap {
        func text(_ key: String, in value: Value? = nil) -> GoValue { .string((value ?? metadata)[key]?.string ?? "") }
        func texts(_ key: String, in value: Value? = nil) -> GoValue {
            .list(((value ?? metadata)[key]?.array ?? []).map { GoValue($0) })
        }
        let written = metadata["annotations"]?.object
        let annotations = GoMap(type: .string, isNil: written == nil)
        for (key, value) in written ?? [:] { annotations[GoString(key)] = GoValue(value) }
        let maintainers = (metadata["maintainers"]?.array ?? []).map { entry in
            GoValue.map([
                "Name": text("name", in: entry), "Email": text("email", in: entry), "URL": text("url", in: entry),
            ])
        }
        return GoMap([
            "Name": .string(name), "Home": text("home"), "Sources": texts("sources"), "Version": text("version"),
            "Description": text("description"), "Keywords": texts("keywords"), "Maintainers": .list(maintainers),
            "Icon": text("icon"), "APIVersion": text("apiVersion"), "Condition": text("condition"),
            "Tags": text("tags"), "AppVersion": text("appVersion"),
            "Deprecated": .bool(metadata["deprecated"]?.bool ?? false), "Annotations": .map(annotations),
            "KubeVersion": text("kubeVersion"), "Type": text("type"), "IsRoot": .bool(isRoot),
            "Dependencies": .list(declared.map { .map($0.object) }),
        ])
    }
}

extension DeclaredDependency {
    fileprivate var object: GoMap {
        let imports = importValues.map { item -> GoValue in
            guard case .object(let object) = item else { return GoValue(item) }
            let map = GoMap(type: .string)
            for (key, value) in object { map[GoString(key)] = GoValue(value) }
            return .map(map)
        }
        return GoMap([
            "Name": .string(name), "Version": .string(version), "Repository": .string(repository),
            "Condition": .string(condition), "Tags": .list(tags.map { .string($0) }), "Enabled": .bool(isEnabled),
            "ImportValues": .list(imports), "Alias": .string(alias),
        ])
    }
}
