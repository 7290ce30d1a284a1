/// Kinds of objects that Kubernetes wants nobody to use any more.
enum Deprecations {
    private struct Entry {
        let since: Int
        let removed: Int?
        let replacement: String?
    }

    /// What Kubernetes says about a kind in a version of its; nil if it is fine.
    // k8s.io/apiserver pkg/endpoints/deprecation WarningMessage.
    static func warning(_ apiVersion: String, _ kind: String, _ version: KubeVersion) -> String? {
        guard let entry = entries["\(apiVersion) \(kind)"], let major = Int(version.major),
            let minor = Int(version.minor), (major, minor) >= (1, entry.since)
        else { return nil }
        var text = "\(apiVersion) \(kind) is deprecated in v1.\(entry.since)+"
        if let removed = entry.removed { text += ", unavailable in v1.\(removed)+" }
        if let replacement = entry.replacement { text += "; use \(replacement)" }
        return text
    }

    private static let entries: [String: Entry] = {
        var entries: [String: Entry] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ")
            for word in words[4...] {
                let names = word.split(separator: "=")
                let name = names[0].filter { $0 != "*" }
                let substitute = names.count > 1 ? String(names[1]) : name
                for suffix in names[0].hasSuffix("*") ? ["", "List"] : [""] {
                    entries["\(words[0]) \(name)\(suffix)"] = Entry(
                        since: Int(words[1]) ?? 0, removed: Int(words[2]),
                        replacement: words[3] == "-" ? nil : "\(words[3]) \(substitute)\(suffix)")
                }
            }
        }
        return entries
    }()

    /// Group and version, minor versions that deprecate and remove, what to use instead, kinds: `*` for those that have
    /// a list, `=` before what to use where that has another name.
    // client-go v0.36, told by Helm's lint about every kind of every group.
    private static let table = """
        admissionregistration.k8s.io/v1alpha1 35 38 - MutatingAdmissionPolicy* MutatingAdmissionPolicyBinding*
        admissionregistration.k8s.io/v1alpha1 29 32 - ValidatingAdmissionPolicy* ValidatingAdmissionPolicyBinding*
        admissionregistration.k8s.io/v1beta1 37 40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicy* MutatingAdmissionPolicyBinding*
        admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration* ValidatingWebhookConfiguration*
        admissionregistration.k8s.io/v1beta1 31 34 - ValidatingAdmissionPolicy* ValidatingAdmissionPolicyBinding*
        apps/v1beta1 8 16 apps/v1 ControllerRevision* Deployment* StatefulSet* DeploymentRollback
        apps/v1beta1 8 16 autoscaling/v1 Scale
        apps/v1beta2 9 16 apps/v1 ControllerRevision* DaemonSet* Deployment* ReplicaSet* StatefulSet*
        apps/v1beta2 9 16 autoscaling/v1 Scale
        authentication.k8s.io/v1alpha1 29 32 - SelfSubjectReview
        authentication.k8s.io/v1beta1 19 22 authentication.k8s.io/v1 TokenReview
        authentication.k8s.io/v1beta1 30 33 - SelfSubjectReview
        authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview
        authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 SelfSubjectRulesReview SubjectAccessReview
        batch/v1beta1 21 25 batch/v1 CronJob*
        certificates.k8s.io/v1alpha1 34 37 - ClusterTrustBundle*
        certificates.k8s.io/v1beta1 19 22 certificates.k8s.io/v1 CertificateSigningRequest*
        certificates.k8s.io/v1beta1 37 40 - ClusterTrustBundle*
        certificates.k8s.io/v1beta1 38 41 - PodCertificateRequest*
        coordination.k8s.io/v1alpha2 35 38 - LeaseCandidate*
        coordination.k8s.io/v1beta1 19 22 coordination.k8s.io/v1 Lease*
        coordination.k8s.io/v1beta1 36 39 - LeaseCandidate*
        discovery.k8s.io/v1beta1 21 25 discovery.k8s.io/v1 EndpointSlice EndpointSliceList=EndpointSlice
        events.k8s.io/v1beta1 22 25 - Event*
        extensions/v1beta1 8 16 apps/v1 DaemonSet* Deployment* ReplicaSet*
        extensions/v1beta1 2 16 - Scale
        extensions/v1beta1 8 16 - DeploymentRollback
        extensions/v1beta1 14 22 networking.k8s.io/v1 Ingress*
        extensions/v1beta1 9 16 networking.k8s.io/v1 NetworkPolicy*
        flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema* PriorityLevelConfiguration*
        flowcontrol.apiserver.k8s.io/v1beta2 26 29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema* PriorityLevelConfiguration*
        flowcontrol.apiserver.k8s.io/v1beta3 29 32 flowcontrol.apiserver.k8s.io/v1 FlowSchema* PriorityLevelConfiguration*
        networking.k8s.io/v1beta1 19 22 networking.k8s.io/v1 Ingress* IngressClass=IngressClassList IngressClassList
        networking.k8s.io/v1beta1 34 37 - IPAddress* ServiceCIDR*
        node.k8s.io/v1beta1 22 25 - RuntimeClass*
        policy/v1beta1 21 25 policy/v1 PodDisruptionBudget*
        policy/v1beta1 22 25 - Eviction
        rbac.authorization.k8s.io/v1beta1 17 22 rbac.authorization.k8s.io/v1 ClusterRole* ClusterRoleBinding* Role* RoleBinding*
        resource.k8s.io/v1alpha3 36 39 - DeviceTaintRule*
        resource.k8s.io/v1beta1 35 38 - DeviceClass* ResourceClaim* ResourceClaimTemplate* ResourceSlice*
        resource.k8s.io/v1beta2 36 39 - DeviceClass* ResourceClaim* ResourceClaimTemplate* ResourceSlice*
        resource.k8s.io/v1beta2 39 42 - DeviceTaintRule*
        scheduling.k8s.io/v1beta1 14 22 scheduling.k8s.io/v1 PriorityClass*
        storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1beta1 CSIStorageCapacity*
        storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1 VolumeAttachment*
        storage.k8s.io/v1alpha1 32 35 storage.k8s.io/v1 VolumeAttributesClass*
        storage.k8s.io/v1beta1 19 22 storage.k8s.io/v1 CSIDriver* StorageClass* VolumeAttachment*
        storage.k8s.io/v1beta1 17 22 storage.k8s.io/v1 CSINode CSINodeList=CSINode
        storage.k8s.io/v1beta1 24 27 storage.k8s.io/v1 CSIStorageCapacity*
        storage.k8s.io/v1beta1 34 37 storage.k8s.io/v1 VolumeAttributesClass*
        storagemigration.k8s.io/v1beta1 38 41 - StorageVersionMigration*
        v1 19 - - ComponentStatus*
        v1 33 - discovery.k8s.io/v1 Endpoints*=EndpointSlice
        """
}
