import PackageModel
import Variables

extension Plan {
    /// Plans a deployment.
    ///
    /// - components: the chosen ones, in the package's order.
    /// - leavesOutClusterWork: leave out what needs a cluster.
    /// - throws: `PlanError.needsVersion`, `.initPackage` if there is nothing in an init package but what zarf-init does.
    public static func deploy(
        _ package: Package, digest: String, components: [Component], variables: DeployVariables, places: Places,
        options: DeployOptions = DeployOptions(), leavesOutClusterWork: Bool = false
    ) throws -> Plan {
        try checkVersion(package)
        let taken = package.isInit ? components.filter { !initComponents.contains($0.name) } : components
        guard components.isEmpty || !taken.isEmpty else { throw PlanError.initPackage(package.metadata.name) }
        return Plan(
            .deploy, package, digest, taken, variables, places, options, leavesOutClusterWork,
            lists: { $0.actions.onDeploy.lists("onDeploy") }, steps: deploySteps)
    }

    /// The components of an init package that zarf-init deploys in its own way.
    // spec/zarf-interop.md §8; the proxy is ours.
    private static let initComponents: Set = [
        "zarf-injector", "zarf-seed-registry", "zarf-registry", "zarf-registry-proxy",
    ]

    // zarf v0.84 src/pkg/packager/deploy.go deployComponent.
    private static func deploySteps(_ steps: ComponentSteps) -> (steps: [Step], onFailure: Step?) {
        let set = steps.component.actions.onDeploy
        let first = [
            steps.record("Deploying", name: "noted"), steps.actions(set.before, of: "onDeploy", "before"),
            steps.files(), steps.images(), steps.repositories(),
        ]
        let last = [
            steps.data(), steps.actions(set.after, of: "onDeploy", "after"), steps.health(),
            steps.record("Succeeded", name: "recorded"), steps.actions(set.onSuccess, of: "onDeploy", "onSuccess"),
        ]
        let all = first.compactMap { $0 } + steps.releases() + last.compactMap { $0 }
        return (all, steps.actions(set.onFailure, of: "onDeploy", "onFailure"))
    }

    /// Plans a removal: the components in reverse order, without variables.
    ///
    /// - releases: what the cluster's record says of each component; nil if nothing is in a cluster.
    /// - isRecorded: whether the definition, too, is the cluster's, and the package only a name.
    // zarf v0.84 src/pkg/packager/remove.go Remove.
    public static func remove(
        _ package: Package, digest: String, components: [Component], places: Places,
        releases: [String: [InstalledRelease]]? = nil, isRecorded: Bool = false,
        options: DeployOptions = DeployOptions(),
        leavesOutClusterWork: Bool = false
    ) throws -> Plan {
        try checkVersion(package)
        return Plan(
            .remove, package, digest, components.reversed(), DeployVariables(), places, options,
            leavesOutClusterWork, lists: { $0.actions.onRemove.lists("onRemove") }, isInCluster: releases != nil,
            isRecorded: isRecorded,
            steps: { steps in
                let set = steps.component.actions.onRemove
                func actions(_ list: [Action], _ moment: String) -> Step? {
                    steps.actions(list, of: "onRemove", moment, hasVariables: false)
                }
                let installed = releases?[steps.component.name] ?? []
                let uninstalls = installed.reversed().enumerated().map { steps.uninstall($1, $0 + 1) }
                let first = [steps.record("Removing", name: "remove-noted"), actions(set.before, "before")]
                let last = [
                    actions(set.after, "after"), actions(set.onSuccess, "onSuccess"),
                    steps.record("Removed", name: "remove-recorded"),
                ]
                return (
                    first.compactMap { $0 } + uninstalls + last.compactMap { $0 }, actions(set.onFailure, "onFailure")
                )
            })
    }

    private init(
        _ operation: Operation, _ package: Package, _ digest: String, _ chosen: [Component],
        _ variables: DeployVariables, _ places: Places, _ options: DeployOptions, _ leavesOutClusterWork: Bool,
        lists: (Component) -> [(name: String, actions: [Action])], isInCluster: Bool = false, isRecorded: Bool = false,
        steps: (ComponentSteps) -> (steps: [Step], onFailure: Step?)
    ) {
        func needs(_ component: Component) -> [String] { ComponentSteps.clusterNeeds(component, lists(component)) }
        let left = leavesOutClusterWork ? chosen.filter { !needs($0).isEmpty } : []
        let names = Set(left.map(\.name))
        let taken = chosen.filter { !names.contains($0.name) }
        let usesCluster = isInCluster || taken.contains { !needs($0).isEmpty }
        let planned = taken.map { component in
            let maker = ComponentSteps(
                package: package, component: component, places: places, options: options, usesCluster: usesCluster)
            let (work, onFailure) = steps(maker)
            return PlannedComponent(
                name: component.name, description: component.description, steps: work, onFailure: onFailure,
                failureRecord: maker.record("Failed", name: "failed"))
        }
        self.init(
            operation: operation, package: package, definitionDigest: digest, places: places, variables: variables,
            begin: Self.beginStep(operation, places, options, digest: digest, isRecorded: isRecorded),
            cluster: usesCluster && operation == .deploy ? Self.clusterStep(taken, places, options) : nil,
            components: planned,
            leftOut: left.map { component in
                ComponentObstacle(
                    component: component.name,
                    reason: "needs a cluster for \(needs(component).joined(separator: ", "))")
            })
    }

    /// The version of Zarf whose packages we deploy.
    static let matchedVersion = [0, 84, 0]

    /// Refuses a package that says it needs a newer Zarf than the one we match.
    // zarf v0.84 src/internal/packager/requirements/requirements.go ValidateVersionRequirements.
    private static func checkVersion(_ package: Package) throws {
        for requirement in package.build.versionRequirements {
            let digits = requirement.version.drop { $0 == "v" }.prefix { $0 != "-" && $0 != "+" }
            let numbers = digits.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            let version = numbers.compactMap { $0 }
            guard version.count == numbers.count, !matchedVersion.lexicographicallyPrecedes(version) else {
                throw PlanError.needsVersion(
                    package: package.metadata.name, version: requirement.version, reason: requirement.reason)
            }
        }
    }
}

extension Plan {
    /// The components for this machine's system.
    // zarf v0.84 src/pkg/packager/filters/os.go ByLocalOS.
    public static func componentsForThisSystem(_ package: Package) -> [Component] {
        package.components.filter { ["", "linux"].contains($0.only.localOS) }
    }
}
