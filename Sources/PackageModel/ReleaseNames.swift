import Hashing

extension ComponentChart {
    /// What its release is called.
    public var release: String { releaseName.isEmpty ? name : releaseName }
}

extension ComponentManifest {
    /// What the chart that is made of it is called.
    // zarf v0.84 src/internal/packager/helm/chart.go NewFromZarfManifest.
    public func chartName(package: String, component: String) -> String { "raw-\(package)-\(component)-\(name)" }

    /// What its release is called: names of charts are longer than those of releases may be.
    public func release(package: String, component: String) -> String {
        let digest = sha1(chartName(package: package, component: component).utf8)
        return "zarf-"
            + digest.map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }.joined()
    }

    /// Where objects without a namespace go.
    public var releaseNamespace: String { namespace.isEmpty ? "default" : namespace }
}
