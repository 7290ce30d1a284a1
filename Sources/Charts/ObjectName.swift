import GoTemplate

/// What Kubernetes wants of the names of objects.
// helm v4.2 pkg/chart/v2/lint/rules/template.go validateMetadataName.
enum ObjectName {
    /// What is wrong with a name for an object of this kind, as `helm lint` says it; nil if nothing is.
    static func fault(_ name: String, kind: String) -> String? {
        let faults =
            switch kind.lowercased() {
            case "service": label1035Faults(name)
            case "namespace": labelFaults(name)
            case "certificatesigningrequest": [String]()
            case "role", "clusterrole", "rolebinding", "clusterrolebinding": pathFaults(name)
            default: subdomainFaults(name)
            }
        guard !faults.isEmpty else { return nil }
        let written = GoFormat.quoted(GoString(name))
        let all = faults.map { "metadata.name: Invalid value: \(written): \($0)" }
        let list = all.count == 1 ? all[0] : "[\(all.joined(separator: ", "))]"
        return "object name does not conform to Kubernetes naming requirements: \(written): \(list)"
    }

    // k8s.io/apimachinery pkg/util/validation IsDNS1123Subdomain.
    private static func subdomainFaults(_ name: String) -> [String] {
        let isRight = name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
        let rule =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
            + "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            + #"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#
        return lengthFaults(name, 253) + (isRight ? [] : [rule])
    }

    // k8s.io/apimachinery pkg/util/validation IsDNS1123Label.
    private static func labelFaults(_ name: String) -> [String] {
        let rule =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and "
            + "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
        return lengthFaults(name, 63) + (isLabel(name[...]) ? [] : [rule])
    }

    // k8s.io/apimachinery pkg/util/validation IsDNS1035Label.
    private static func label1035Faults(_ name: String) -> [String] {
        let isRight = isLabel(name[...]) && name.utf8.first.map { (0x61...0x7a).contains($0) } == true
        let rule =
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
            + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
            + "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
        return lengthFaults(name, 63) + (isRight ? [] : [rule])
    }

    // k8s.io/apimachinery pkg/api/validate/content IsPathSegmentName.
    private static func pathFaults(_ name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter { name.contains($0) }.map { "may not contain '\($0)'" }
    }

    private static func lengthFaults(_ name: String, _ limit: Int) -> [String] {
        name.utf8.count > limit ? ["must be no more than \(limit) characters"] : []
    }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && label.utf8.first != 0x2d && label.utf8.last != 0x2d
            && label.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }
    }
}
