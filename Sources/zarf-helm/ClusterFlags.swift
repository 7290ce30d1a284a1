import ClusterTools
import Diagnostics
import Kubernetes
import Releases
import RegularExpressions

extension Invocation {
    /// The cluster that flags, environment and kubeconfig name.
    // helm v4.2 pkg/cli/environment.go New: flags go before HELM_… variables, those before the kubeconfig.
    ///
    /// - isAsked: whether the cluster is asked anything; otherwise there need be none.
    func cluster(isAsked: Bool = true) throws -> Cluster {
        // helm v4.2 pkg/kube/client.go getManagedFieldsManager: the program's name.
        let manager = flags.text("field-manager") ?? "helm"
        let driver = streams.environment("HELM_DRIVER") ?? ""
        guard ["", "secret", "secrets"].contains(driver) else {
            throw HelmFailure("HELM_DRIVER=\(driver): zarf-helm keeps releases in Secrets only")
        }
        guard isAsked else { return ClusterChoice.unreachable(namespace: namespace, fieldManager: manager) }
        return try clusterChoice.connect(streams, fieldManager: manager)
    }

    private var clusterChoice: ClusterChoice {
        var choice = ClusterChoice()
        choice.kubeconfig = flags.text("kubeconfig").flatMap { $0.isEmpty ? nil : $0 }
        choice.overrides.context = setting("kube-context", "HELM_KUBECONTEXT")
        choice.overrides.token = setting("kube-token", "HELM_KUBETOKEN")
        choice.overrides.server = setting("kube-apiserver", "HELM_KUBEAPISERVER")
        choice.overrides.impersonatedUser = setting("kube-as-user", "HELM_KUBEASUSER")
        let groups = flags.texts("kube-as-group")
        choice.overrides.impersonatedGroups =
            groups.isEmpty ? commaSeparated(streams.environment("HELM_KUBEASGROUPS") ?? "") : groups
        choice.overrides.namespace = setting("namespace", "HELM_NAMESPACE")
        choice.authorityFile = setting("kube-ca-file", "HELM_KUBECAFILE")
        choice.serverName = setting("kube-tls-server-name", "HELM_KUBETLS_SERVER_NAME")
        choice.skipsVerification =
            flags.isGiven("kube-insecure-skip-tls-verify")
            ? flags.isOn("kube-insecure-skip-tls-verify")
            : ["1", "t", "true"].contains(streams.environment("HELM_KUBEINSECURE_SKIP_TLS_VERIFY") ?? "")
        return choice
    }

    /// The namespace that flags, environment, the kubeconfig's context or the pod we are in name, else `default`. What
    /// cannot be read of a kubeconfig names none.
    // helm v4.2 pkg/cli/environment.go Namespace.
    var namespace: String { clusterChoice.namespace(streams) }

    private func setting(_ flag: String, _ variable: String) -> String? {
        let text = flags.text(flag) ?? streams.environment(variable) ?? ""
        return text.isEmpty ? nil : text
    }

    /// What can be done with the releases of the namespace that is meant.
    ///
    /// - isInstallation: whether a release is made that was not there.
    func actions(
        _ options: ReleaseActions.Options = ReleaseActions.Options(), isInstallation: Bool = false
    ) throws -> ReleaseActions {
        // helm v4.2 pkg/action/install.go: of installing with --dry-run=client no cluster hears.
        let cluster = try cluster(isAsked: !(isInstallation && options.dryRun == .client))
        let streams = streams
        var actions = ReleaseActions(
            cluster, namespace: cluster.client.access.namespace, options: options, reporter: streams.progress,
            showLog: { streams.writeError(String(decoding: $0, as: UTF8.self)) })
        if showsDifference { actions.showDifference = { try streams.write($0) } }
        return actions
    }

    /// Runs what speaks with the cluster, and keeps what was learned of it.
    func withActions<Result>(
        _ options: ReleaseActions.Options = ReleaseActions.Options(), isInstallation: Bool = false,
        _ body: (ReleaseActions) throws -> Result
    ) throws -> Result {
        let actions = try actions(options, isInstallation: isInstallation)
        defer { actions.cluster.discovery.save() }
        return try body(actions)
    }
}
