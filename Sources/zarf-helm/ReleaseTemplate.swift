import Charts
import Documents
import GoTemplate
import Releases
import Sprig

extension Release {
    /// What a Go template makes of the release, which it knows as `.Release`: `get all --template`.
    ///
    /// - throws: `TemplateError`.
    // helm v4.2 pkg/cmd/get_all.go, pkg/cmd/printer.go tpl: Go's own functions only.
    func text(template: String) throws -> [UInt8] {
        try TemplateSet.withLargeStack {
            var set = TemplateSet(name: "_")
            try set.parse(Array(template.utf8), name: "_")
            return try set.execute("_", .map(["Release": .object(RecordStruct(self))]))
        }
    }
}

/// A struct of Go's with the names it has there; what the record lacks has Go's zero value.
private final class RecordStruct: GoObject {
    private let type: String
    private let members: KeyValuePairs<String, GoValue>

    init(_ type: String, _ members: KeyValuePairs<String, GoValue>) {
        self.type = type
        self.members = members
        super.init()
    }

    override var typeName: String { type }
    override var kindName: String { type.hasPrefix("*") ? "ptr" : "struct" }
    override var text: GoString {
        let values = members.map { GoFormat.print($0.value).text }.joined(separator: " ")
        return GoString((type.hasPrefix("*") ? "&" : "") + "{\(values)}")
    }

    override func field(_ name: GoString) throws -> GoValue? { members.first { $0.key == name.text }?.value }
}

// helm v4.2 pkg/release/v1/release.go, info.go, hook.go.
extension RecordStruct {
    convenience init(_ release: Release) {
        self.init(
            "*v1.Release",
            [
                "Name": .string(release.name), "Info": .object(RecordStruct(release.info)),
                "Chart": .object(RecordStruct(chart: release.chart)), "Config": GoValue(release.config),
                "Manifest": .string(release.manifest),
                "Hooks": .list(GoList(release.hooks.map { .object(RecordStruct($0)) })),
                "Version": .int(release.revision), "Namespace": .string(release.namespace),
                "Labels": .map(GoMap(texts(release.labels))),
                "ApplyMethod": .string(release.applyMethod?.rawValue ?? ""),
            ])
    }

    private convenience init(_ info: Release.Info) {
        self.init(
            "*v1.Info",
            [
                "FirstDeployed": time(info.firstDeployed), "LastDeployed": time(info.lastDeployed),
                "Deleted": time(info.deleted), "Description": .string(info.description),
                "Status": .string(info.status.rawValue), "Notes": .string(info.notes),
            ])
    }

    private convenience init(_ hook: Hook) {
        let run = RecordStruct(
            "v1.HookExecution",
            [
                "StartedAt": time(hook.lastRun.startedAt), "CompletedAt": time(hook.lastRun.completedAt),
                "Phase": .string(hook.lastRun.phase),
            ])
        self.init(
            "*v1.Hook",
            [
                "Name": .string(hook.name), "Kind": .string(hook.kind), "Path": .string(hook.path),
                "Manifest": .string(hook.manifest), "Events": texts(hook.events), "LastRun": .object(run),
                "Weight": .int(hook.weight), "DeletePolicies": texts(hook.deletePolicies),
                "OutputLogPolicies": texts(hook.logPolicies),
            ])
    }
}

// helm v4.2 pkg/chart/v2/chart.go, metadata.go, dependency.go.
extension RecordStruct {
    private convenience init(chart: Value) {
        self.init(
            "*v2.Chart",
            [
                "Metadata": .object(RecordStruct(metadata: chart["metadata"] ?? [:])),
                "Templates": files(chart["templates"]), "Values": GoValue(chart["values"] ?? [:]),
                "Schema": data(chart["schema"]), "Files": files(chart["files"]),
            ])
    }

    private convenience init(metadata: Value) {
        func text(_ key: String) -> GoValue { .string(metadata[key]?.string ?? "") }
        let maintainers = (metadata["maintainers"]?.array ?? []).map { RecordStruct(maintainer: $0) }
        let dependencies = (metadata["dependencies"]?.array ?? []).map { RecordStruct(dependency: $0) }
        self.init(
            "*v2.Metadata",
            [
                "Name": text("name"), "Home": text("home"), "Sources": list(metadata["sources"]),
                "Version": text("version"), "Description": text("description"),
                "Keywords": list(metadata["keywords"]),
                "Maintainers": .list(GoList(maintainers.map { .object($0) })), "Icon": text("icon"),
                "APIVersion": text("apiVersion"), "Condition": text("condition"), "Tags": text("tags"),
                "AppVersion": text("appVersion"), "Deprecated": .bool(metadata["deprecated"] == true),
                "Annotations": GoValue(metadata["annotations"] ?? [:]), "KubeVersion": text("kubeVersion"),
                "Dependencies": .list(GoList(dependencies.map { .object($0) })), "Type": text("type"),
            ])
    }

    private convenience init(maintainer: Value) {
        func text(_ key: String) -> GoValue { .string(maintainer[key]?.string ?? "") }
        self.init("*v2.Maintainer", ["Name": text("name"), "Email": text("email"), "URL": text("url")])
    }

    private convenience init(dependency: Value) {
        func text(_ key: String) -> GoValue { .string(dependency[key]?.string ?? "") }
        self.init(
            "*v2.Dependency",
            [
                "Name": text("name"), "Version": text("version"), "Repository": text("repository"),
                "Condition": text("condition"), "Tags": list(dependency["tags"]),
                "Enabled": .bool(dependency["enabled"] == true),
                "ImportValues": list(dependency["import-values"]), "Alias": text("alias"),
            ])
    }
}

private func time(_ text: String) -> GoValue { (Timestamp(text) ?? .zero).value }

private func texts(_ texts: [String]) -> GoValue { .strings(texts.map { GoString($0) }) }

private func texts(_ texts: [String: String]) -> [GoString: GoValue] {
    Dictionary(texts.map { (GoString($0.key), GoValue.string($0.value)) }, uniquingKeysWith: { $1 })
}

private func list(_ value: Value?) -> GoValue { .list(GoList((value?.array ?? []).map { GoValue($0) })) }

/// Bytes as JSON has them, in base 64.
private func data(_ value: Value?) -> GoValue {
    .bytes(value?.string.flatMap { try? Base64.decode(Array($0.utf8)) } ?? [])
}

private func files(_ value: Value?) -> GoValue {
    .list(
        GoList(
            (value?.array ?? []).map { file in
                .object(
                    RecordStruct(
                        "*common.File", ["Name": .string(file["name"]?.string ?? ""), "Data": data(file["data"])]))
            }))
}
