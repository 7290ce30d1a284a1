import GoTemplate
import Sprig

/// A Kubernetes version as charts see it.
// helm v4.2 pkg/chart/common/capabilities.go KubeVersion.
package struct KubeVersion: Sendable {
    /// As it was given, with a `v` before it.
    package let version: String
    /// Its numbers alone, with a `v` before them.
    package let normalized: String
    package let major: String
    package let minor: String

    /// What client-go of Helm 4.2 is for.
    package static let standard = KubeVersion(version: "v1.36.0", normalized: "v1.36.0", major: "1", minor: "36")

    private init(version: String, normalized: String, major: String, minor: String) {
        (self.version, self.normalized, self.major, self.minor) = (version, normalized, major, minor)
    }

    /// As a server says it of itself.
    package init(server version: String, major: String, minor: String) {
        self.init(version: version, normalized: version, major: major, minor: minor)
    }

    /// Reads `1.29`, `v1.29.3-gke.1`. Throws `GoError` with Kubernetes' words.
    // k8s.io/apimachinery pkg/util/version ParseGeneric.
    package init(_ text: String) throws {
        let written = GoFormat.quoted(GoString(text))
        let spaces = text.unicodeScalars.drop { $0.isASCII && isSpace(UInt8($0.value)) }
        let rest = Substring(spaces.first == "v" ? spaces.dropFirst() : spaces)
        let numbers = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let parts = numbers.split(separator: ".", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        guard let first = parts.first else { throw GoError("could not parse \(written) as version") }
        guard parts.count >= 2 else { throw GoError("illegal version string \(written)") }
        guard first == "0" || !first.hasPrefix("0") else {
            let component = GoFormat.quoted(GoString(String(first)))
            throw GoError("illegal zero-prefixed version component \(component) in \(written)")
        }
        let components = try parts.map { part in
            guard let number = UInt64(part) else {
                throw GoError("illegal non-numeric version component in \(written)")
            }
            return String(number)
        }
        self.init(
            version: text.hasPrefix("v") ? text : "v\(text)", normalized: "v" + components.joined(separator: "."),
            major: components[0], minor: components[1])
    }
}

/// What a cluster can do, as far as it is known without one.
package struct Capabilities: Sendable {
    package var kubeVersion = KubeVersion.standard
    package var apiVersions = standardVersions
    /// What a cluster serves: groups with versions, and those with kinds. Asked for when a chart first wants to know.
    package var discovered: (@Sendable () throws -> [String])?

    package init() {}

    /// The groups and versions that client-go v0.36 and apiextensions register, in their order.
    private static let standardVersions =
        """
        v1 admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1 \
        internal.apiserver.k8s.io/v1alpha1 apps/v1 apps/v1beta1 apps/v1beta2 authentication.k8s.io/v1 \
        authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1 authorization.k8s.io/v1 authorization.k8s.io/v1beta1 \
        autoscaling/v1 autoscaling/v2 batch/v1 batch/v1beta1 certificates.k8s.io/v1 certificates.k8s.io/v1beta1 \
        certificates.k8s.io/v1alpha1 coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 coordination.k8s.io/v1 \
        discovery.k8s.io/v1 discovery.k8s.io/v1beta1 events.k8s.io/v1 events.k8s.io/v1beta1 extensions/v1beta1 \
        flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2 \
        flowcontrol.apiserver.k8s.io/v1beta3 networking.k8s.io/v1 networking.k8s.io/v1beta1 node.k8s.io/v1 \
        node.k8s.io/v1alpha1 node.k8s.io/v1beta1 policy/v1 policy/v1beta1 rbac.authorization.k8s.io/v1 \
        rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1 resource.k8s.io/v1 resource.k8s.io/v1beta2 \
        resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3 scheduling.k8s.io/v1alpha2 scheduling.k8s.io/v1beta1 \
        scheduling.k8s.io/v1 storage.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1 \
        storagemigration.k8s.io/v1beta1 apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1
        """.split(separator: " ").map(String.init)
}

/// Whether a version is in a range; what is neither is not.
// helm v4.2 pkg/chart/v2/util/compatible.go IsCompatibleRange.
package func isCompatible(_ version: String, range: String) -> Bool {
    guard let version = try? SemanticVersion(version), let range = try? VersionConstraint(range) else { return false }
    return range.admits(version)
}
