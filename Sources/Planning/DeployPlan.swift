import PackageModel
import Variables

extension Plan {
    /// Plans a deployment.
    ///
    /// - components: the chosen ones, in the package's order.
    /// - leavesOutClusterWork: leave out what needs a cluster instead of refusing the plan.
    /// - throws: `PlanError.needsCluster`, `.unsupported`, `.needsVersion`.
    public static func deploy(
        _ package: Package, digest: String, components: [Component], variables: DeployVariables, places: Places,
        leavesOutClusterWork: Bool = false
    ) throws -> Plan {
        try checkVersion(package)
        return try Plan(
            .deploy, package, digest, components, variables, places, leavesOutClusterWork,
            lists: { $0.actions.onDeploy.lists("onDeploy") },
            plan: { steps in
                let set = steps.component.actions.onDeploy
                // zarf v0.84 src/pkg/packager/deploy.go deployComponent, without what needs a cluster.
                let all = [
                    steps.actions(set.before, of: "onDeploy", "before"), steps.files(),
                    steps.actions(set.after, of: "onDeploy", "after"),
                    steps.actions(set.onSuccess, of: "onDeploy", "onSuccess"),
                ]
                return (all.compactMap { $0 }, steps.actions(set.onFailure, of: "onDeploy", "onFailure"))
            })
    }

    /// Plans a removal: the components in reverse order, without variables.
    // zarf v0.84 src/pkg/packager/remove.go Remove.
    public static func remove(
        _ package: Package, digest: String, components: [Component], places: Places, leavesOutClusterWork: Bool = false
    ) throws -> Plan {
        try checkVersion(package)
        return try Plan(
            .remove, package, digest, components.reversed(), DeployVariables(), places, leavesOutClusterWork,
            lists: { $0.actions.onRemove.lists("onRemove") },
            plan: { steps in
                let set = steps.component.actions.onRemove
                let all = [("before", set.before), ("after", set.after), ("onSuccess", set.onSuccess)].map {
                    steps.actions($1, of: "onRemove", $0, hasVariables: false)
                }
                let failure = steps.actions(set.onFailure, of: "onRemove", "onFailure", hasVariables: false)
                return (all.compactMap { $0 }, failure)
            })
    }

    private init(
        _ operation: Operation, _ package: Package, _ digest: String, _ chosen: [Component],
        _ variables: DeployVariables, _ places: Places, _ leavesOutClusterWork: Bool,
        lists: (Component) -> [(name: String, actions: [Action])],
        plan: (ComponentSteps) -> (steps: [Step], onFailure: Step?)
    ) throws {
        var planned: [PlannedComponent] = []
        var obstacles: [ComponentObstacle] = []
        for component in chosen {
            let steps = ComponentSteps(component: component, places: places)
            let needs = steps.clusterNeeds(lists(component))
            guard needs.isEmpty else {
                obstacles.append(
                    ComponentObstacle(
                        component: component.name, reason: "needs a cluster for \(needs.joined(separator: ", "))"))
                continue
            }
            if let reason = steps.unsupported(lists(component)) {
                throw PlanError.unsupported(
                    package: package.metadata.name,
                    obstacle: ComponentObstacle(component: component.name, reason: reason))
            }
            let (work, onFailure) = plan(steps)
            planned.append(
                PlannedComponent(
                    name: component.name, description: component.description, steps: work, onFailure: onFailure))
        }
        guard obstacles.isEmpty || leavesOutClusterWork else {
            throw PlanError.needsCluster(package: package.metadata.name, reasons: obstacles)
        }
        self.init(
            operation: operation, package: package, definitionDigest: digest, places: places, variables: variables,
            begin: Self.beginStep(operation, places, digest: digest), components: planned, leftOut: obstacles)
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
