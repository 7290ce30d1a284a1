import Diagnostics
import Documents

extension Validation {
    /// All broken rules of a package in the newer form (zarf v0.84 src/internal/api/v1beta1/validate.go).
    ///
    /// - flavors: those of the definition, for a package of which nothing is left.
    public static func problems(of package: V1Beta1.Package, flavors: [String] = []) -> [DefinitionProblem] {
        var problems: [DefinitionProblem] = []
        if package.components.isEmpty {
            problems.append(.nothingFits(flavors: flavors, keys: "selector.architecture and selector.flavor"))
        }
        var names: Set<String> = []
        for component in package.components {
            let place = "component \"\(component.name.shortened)\""
            if !names.insert(component.name).inserted {
                problems.append(DefinitionProblem("\(place): the name is used twice", at: component.origin.mark))
            }
            problems += Self.problems(of: component, place)
        }
        return problems
    }

    /// What is wrong with the name of a chart, or of a manifest, which becomes a chart.
    private static func nameProblems(
        of name: String, isNew: Bool, _ place: String, at mark: SourceMark?
    ) -> [DefinitionProblem] {
        var problems: [DefinitionProblem] = []
        if !isNew { problems.append(DefinitionProblem("\(place): the name is used twice", at: mark)) }
        if name.utf8.count > maximumChartNameByteCount {
            problems.append(
                DefinitionProblem("\(place): name is longer than \(maximumChartNameByteCount) characters", at: mark))
        }
        return problems
    }

    private static func problems(of component: V1Beta1.Component, _ owner: String) -> [DefinitionProblem] {
        var problems: [DefinitionProblem] = []
        var charts: Set<String> = []
        for chart in component.spec.charts {
            let place = "\(owner), chart \"\(chart.name.shortened)\""
            let mark = chart.origin.mark
            problems += nameProblems(of: chart.name, isNew: charts.insert(chart.name).inserted, place, at: mark)
            if chart.namespace.isEmpty {
                problems.append(DefinitionProblem("\(place): missing key \"namespace\"", at: mark))
            }
            let release = chart.releaseName.isEmpty ? chart.name : chart.releaseName
            if !isDNSLabel(release) {
                problems.append(
                    DefinitionProblem("\(place): release name \"\(release.shortened)\" is no DNS label", at: mark))
            }
        }
        var manifests: Set<String> = []
        for manifest in component.spec.manifests {
            let place = "\(owner), manifest \"\(manifest.name.shortened)\""
            let mark = manifest.origin.mark
            problems += nameProblems(
                of: manifest.name, isNew: manifests.insert(manifest.name).inserted, place, at: mark)
            if manifest.files.isEmpty, manifest.kustomize == nil {
                problems.append(
                    DefinitionProblem("\(place): needs at least one file or kustomization", at: mark))
            }
        }
        let actions = component.spec.actions
        problems += Self.problems(of: actions.onCreate, "\(owner), onCreate", isCreate: true)
        problems += Self.problems(of: actions.onDeploy, "\(owner), onDeploy", isCreate: false)
        return problems + Self.problems(of: actions.onRemove, "\(owner), onRemove", isCreate: false)
    }

    private static func problems(of set: V1Beta1.ActionSet, _ place: String, isCreate: Bool) -> [DefinitionProblem] {
        var problems: [DefinitionProblem] = []
        for action in set.before + set.onFailure + set.onSuccess {
            let mark = action.origin.mark
            if let wait = action.wait {
                if !action.cmd.isEmpty {
                    let text = "\(place): action \"\(action.cmd.shortened)\" has both cmd and wait"
                    problems.append(DefinitionProblem(text, at: mark))
                }
                if (wait.cluster == nil) == (wait.network == nil) {
                    problems.append(
                        DefinitionProblem("\(place): a wait needs exactly one of cluster and network", at: mark))
                }
            }
            if isCreate, !action.setValues.isEmpty {
                problems.append(DefinitionProblem("\(place): setValues do not work in onCreate", at: mark))
            }
            if isCreate, action.enablesTemplating {
                problems.append(DefinitionProblem("\(place): templating does not work in onCreate", at: mark))
            }
        }
        return problems
    }
}
