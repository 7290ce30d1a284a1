import PackageModel

extension Package {
    /// The name upstream gives the package's file, which scripts look for.
    ///
    /// zarf v0.84 src/pkg/packager/layout/package.go FileName.
    public var fileName: String {
        var parts = ["zarf"]
        switch kind {
        case Package.initKind: parts.append("init")
        case Package.packageKind, "": parts += ["package", metadata.name]
        default: parts.append(kind.lowercased())
        }
        parts.append(build.architecture)
        if build.isDifferential {
            parts += [build.differentialPackageVersion, "differential", metadata.version]
        } else if !metadata.version.isEmpty {
            parts.append(metadata.version)
        }
        if !build.flavor.isEmpty { parts.append(build.flavor) }
        return parts.joined(separator: "-") + (metadata.isUncompressed ? ".tar" : ".tar.zst")
    }
}
