/// The order in which kinds are installed, Helm's.
public enum KindOrder {
    // helm v4.2 pkg/release/v1/util/kind_sorter.go InstallOrder.
    private static let installed = [
        "PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy",
        "PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass",
        "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition", "ClusterRole", "ClusterRoleList",
        "ClusterRoleBinding", "ClusterRoleBindingList", "Role", "RoleList", "RoleBinding", "RoleBindingList", "Service",
        "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "HorizontalPodAutoscaler",
        "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService", "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ]

    private static let positions = Dictionary(uniqueKeysWithValues: installed.enumerated().map { ($1, $0) })

    /// Where a kind comes; those unknown to Helm come last.
    public static func position(_ kind: String) -> Int { positions[kind] ?? installed.count }

    /// Objects in waves: those of one wave may be applied at the same time, each wave after the one before.
    public static func waves(_ objects: [Object]) -> [[Object]] {
        Dictionary(grouping: objects) { position($0.kind) }.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Waves for deletion: Helm's order backwards, but Services right after IngressClasses.
    public static func deletionWaves(_ objects: [Object]) -> [[Object]] {
        // helm v4.2 UninstallOrder has Service between IngressClass and CronJob.
        let service = positions["IngressClass"].map { Double($0) - 0.5 } ?? 0
        return Dictionary(grouping: objects) { $0.kind == "Service" ? service : Double(position($0.kind)) }
            .sorted { $0.key > $1.key }.map(\.value)
    }
}
