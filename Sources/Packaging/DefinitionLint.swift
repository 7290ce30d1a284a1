import Diagnostics
import OCI
import PackageModel
import Variables

/// What a careful author would change, beyond what is wrong: zarf v0.84 src/pkg/lint/rules.go.
public enum DefinitionLint {
    /// How bad a finding is.
    public enum Severity: String, Sendable { case error, warning }

    /// One finding.
    public struct Finding: Sendable, Hashable {
        /// How bad.
        public let severity: Severity
        /// Where, as yq takes it: `.components.[0].images.[1]`; empty for the whole package.
        public let path: String
        /// What.
        public let description: String
        /// The text that is meant, if one is.
        public let item: String

        /// One line for people: severity, path, description, item.
        public var text: String {
            let place = path.isEmpty ? "" : " \(path)"
            return "\(severity.rawValue):\(place): \(description)\(item.isEmpty ? "" : ": \(item.harmless)")"
        }
    }

    /// The findings of the definition at `path`; problems with the schema are findings, everything else that is wrong is thrown.
    public static func findings(
        at path: String, _ options: DefinitionLoader.Options, skeletons: (any SkeletonSource)? = nil
    ) throws -> [Finding] {
        do {
            return findings(of: try DefinitionLoader(options, skeletons: skeletons).load(path).package)
        } catch DefinitionError.invalidSchema(_, let problems) {
            return problems.map { Finding(severity: .error, path: $0.path, description: $0.described, item: "") }
        }
    }

    /// The findings of a resolved package.
    public static func findings(of package: Package) -> [Finding] {
        package.components.enumerated().flatMap { findings(of: $1, at: ".components.[\($0)]") }
    }

    private static func findings(of component: Component, at place: String) -> [Finding] {
        func warn(_ list: String, _ index: Int, _ description: String, _ item: String) -> Finding {
            Finding(
                severity: .warning, path: "\(place).\(list).[\(index)]", description: description, item: item)
        }
        var findings: [Finding] = []
        for (index, repo) in component.repos.enumerated() where !repo.contains("@") {
            findings.append(warn("repos", index, "repository without a tag or commit", repo))
        }
        for (index, image) in component.images.enumerated() {
            switch isPinned(image) {
            case true?: break
            case false?: findings.append(warn("images", index, "image without a digest", image))
            case nil: findings.append(warn("images", index, "image reference that cannot be read", image))
            }
        }
        for (index, file) in component.files.enumerated() where file.shasum.isEmpty && DefinitionPath.isURL(file.source)
        {
            findings.append(warn("files", index, "remote file without a shasum", file.source))
        }
        for (index, image) in component.images.enumerated() where !isTemplated(image) && registry(of: image).isEmpty {
            findings.append(warn("images", index, "image reference without a registry", image))
        }
        for (index, archive) in component.imageArchives.enumerated() {
            for (inner, image) in archive.images.enumerated() where !isTemplated(image) && !isInternal(image) {
                findings.append(
                    warn(
                        "imageArchives.[\(index)].images", inner,
                        "image of an archive outside .internal, which might be taken for a public one", image))
            }
        }
        return findings
    }

    /// Whether the reference names one content for ever; signatures and attestations count as such. Nil if it cannot be read.
    private static func isPinned(_ image: String) -> Bool? {
        guard let reference = try? Reference(image.withoutOCIScheme) else { return isTemplated(image) ? true : nil }
        if let tag = reference.tag, tag.hasSuffix(".sig") || tag.hasSuffix(".att") { return true }
        return reference.digest != nil
    }

    private static func isTemplated(_ image: String) -> Bool {
        image.contains(PackageTemplates.prefix) || image.contains(PackageTemplates.deprecatedPrefix)
    }

    /// The registry written in a reference; empty if there is none and docker.io is meant.
    private static func registry(of image: String) -> Substring {
        let name = image.withoutOCIScheme
        guard let slash = name.firstIndex(of: "/") else { return "" }
        let first = name[..<slash]
        let isRegistry =
            first.contains(".") || first.contains(":") || first == "localhost" || first.lowercased() != first
        return isRegistry ? first : ""
    }

    private static func isInternal(_ image: String) -> Bool {
        registry(of: image).prefix { $0 != ":" }.hasSuffix(".internal")
    }
}

extension String {
    fileprivate var withoutOCIScheme: String { hasPrefix("oci://") ? String(dropFirst(6)) : self }
}
