import Actions
import Archive
import Diagnostics
import OCI
import PackageModel
import RegularExpressions
import SystemPackage
import Variables

extension ResolvedDefinition {
    /// Where a path that the definition names is: relative ones start from the definition's folder.
    func path(_ written: String) -> FilePath { resolve(written, from: FilePath(directory)) }

    /// Refuses, before any action runs, what cannot be put into a package, or could never be deployed from it.
    ///
    /// - flavor: the one chosen, which becomes part of the file's name.
    func refuseWhatCannotBePacked(flavor: String, environment: [String]) throws {
        try refuse(package.metadata.architecture, "architecture")
        try refuse(flavor, "flavor")
        for variable in package.variables { try refuse(variable.variable) }
        for component in package.components {
            try withContext("pack component \"\(component.name)\"") {
                try Self.check(component, environment: environment)
            }
        }
    }

    private static func check(_ component: Component, environment: [String]) throws {
        for action in [component.actions.onCreate, component.actions.onDeploy, component.actions.onRemove]
            .flatMap(\.allActions)
        {
            for variable in action.setVariables { try refuse(variable) }
        }
        for image in component.images { _ = try Reference(image) }
        try checkRepositories(component.repos, environment: environment)
        for manifest in component.manifests { try refuse(manifest.name, "manifest") }
        if component.manifests.contains(where: { !$0.kustomizations.isEmpty }) {
            _ = try Kustomization(environment: environment)
        }
        for chart in component.charts {
            try refuse(chart.name, "chart")
            try refuse(chart.version, "version")
            if !chart.url.isEmpty { try ChartDownloads.check(chart) }
        }
    }

    private static func checkRepositories(_ repositories: [String], environment: [String]) throws {
        for repository in repositories { try GitMirror.check(repository) }
        if !repositories.isEmpty, findProgram("git", environment: environment) == nil {
            throw PackagingError.missingProgram(needed: "fetch git repositories", alternatives: ["git"])
        }
    }
}

/// Refuses a name that becomes part of a file's name and could not.
private func refuse(_ name: String, _ what: String) throws {
    if name.contains("/") { throw PackagingError.unusableName(what: what, name: name, reason: "a slash in the name") }
    // What stands before and after it in the file's name keeps it from being `..`, and from ending in a dot.
    if let objection = PortableName.objection(to: "x-\(name)-x") {
        throw PackagingError.unusableName(what: what, name: name, reason: objection)
    }
}

/// Refuses a variable whose pattern no value could be held against. Differs: upstream finds out at deploy.
private func refuse(_ variable: Variable) throws {
    do {
        _ = try VariablePattern(variable.pattern)
    } catch let error as RegularExpressionError {
        throw PackagingError.badPattern(variable: variable.name, pattern: variable.pattern, reason: error.message)
    }
}

/// A path as a definition in `directory` names it.
func resolve(_ written: String, from directory: FilePath) -> FilePath {
    let path = FilePath(written)
    return path.isAbsolute || directory == "." ? path : directory.pushing(path)
}
