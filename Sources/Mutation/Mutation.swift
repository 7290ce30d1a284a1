public import Documents
import Variables

/// The one rewrite of objects: images, repositories and charts are pointed at what the cluster has.
///
/// The post-renderer of releases and the agent in the cluster both use it, so that both give the same answer.
public struct Mutation: Sendable {
    /// What things are pointed at.
    public let targets: MutationTargets
    /// What else is done.
    public let options: MutationOptions
    let images: ImageRewrite
    let plainImages: ImageRewrite
    /// What namespaces say about the agent.
    var namespacePolicies: [String: String] = [:]

    /// A mutation.
    public init(_ targets: MutationTargets, _ options: MutationOptions = MutationOptions()) {
        self.targets = targets
        self.options = options
        images = ImageRewrite(target: targets.registry)
        plainImages = ImageRewrite(target: targets.registryForPods, addsChecksum: false)
    }

    /// Takes the labels of Namespaces into account: of those that are there, then of those that come with what is changed.
    public mutating func note(_ namespaces: [Value]) {
        for namespace in namespaces {
            guard let metadata = namespace["metadata"], let name = metadata["name"]?.string else { continue }
            guard let label = metadata["labels"]?[MutationNames.agentLabel]?.string else { continue }
            namespacePolicies[name] = label
        }
    }

    /// An object with labels, and redirected unless it, its namespace or the policy say otherwise.
    ///
    /// Throws `Failure` for an image whose name is malformed.
    public func mutated(_ object: Value) throws -> Value {
        var object = object
        addPackageLabels(&object)
        if options.isConnected {
            addIgnoreLabels(&object)
            return object
        }
        if isGitOpsKind(object) {
            if shouldRedirect(object, in: object) { try redirectGitOps(&object) }
        } else {
            let owner = object
            try changePodTemplates(&object) { template in
                if shouldRedirect(template, in: owner) { try redirectPod(&template) }
            }
        }
        return object
    }

    // MARK: decisions

    /// What the label of an object, else that of its namespace, else the policy says.
    // zarf v0.84 src/internal/agent/operations/hook.go ShouldMutate.
    private func shouldRedirect(_ object: Value, in owner: Value) -> Bool {
        let labels = object["metadata"]?["labels"]
        if labels?[MutationNames.patchedLabel] == "patched" { return false }
        if let own = decision(labels?[MutationNames.agentLabel]?.string) { return own }
        let namespace = owner["metadata"]?["namespace"]?.string ?? options.namespace
        return decision(namespacePolicies[namespace]) ?? targets.redirectsUnlabelled
    }

    private func decision(_ label: String?) -> Bool? {
        switch label {
        case "mutate": true
        case "ignore", "skip": false
        default: nil
        }
    }

    // MARK: labels

    // zarf v0.84 src/internal/packager/helm/post-render.go: hooks have no labels, templates below spec.template have.
    private func addPackageLabels(_ object: inout Value) {
        guard let package = options.package, object["metadata"]?["annotations"]?["helm.sh/hook"] == nil else { return }
        var labels: [(String, String)] = [(MutationNames.packageLabel, package)]
        if let namespace = options.namespaceOverride {
            labels.append((MutationNames.namespaceOverrideLabel, namespace))
        }
        for (key, value) in labels {
            object.set(["metadata", "labels", key], to: .string(value))
            guard object["spec"]?["template"]?["metadata"]?.object != nil else { continue }
            object.set(["spec", "template", "metadata", "labels", key], to: .string(value))
        }
    }

    // zarf v0.84 src/internal/packager/helm/post-render.go: the agent leaves alone what was fetched over a network.
    private func addIgnoreLabels(_ object: inout Value) {
        if isGitOpsKind(object) {
            object.set(["metadata", "labels", MutationNames.agentLabel], to: "ignore")
        } else {
            changePodTemplates(&object) { $0.set(["metadata", "labels", MutationNames.agentLabel], to: "ignore") }
        }
    }
}
