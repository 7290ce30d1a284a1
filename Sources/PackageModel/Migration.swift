/// Brings old forms of a definition up to date while keeping what was written.
public enum Migration {
    /// Became actions.
    static let scriptsToActions = "scripts-to-actions"
    /// Became a list.
    static let pluralizeSetVariable = "pluralize-set-variable"
    /// "Try for ever" became a number. zarf v0.84 src/internal/api/v1alpha1/migrate.go legacyScriptsMaxRetries.
    static let endlessRetries = 10_000

    /// Migrates `package` in place and says what the author should change.
    public static func apply(to package: inout Package) -> [String] {
        var warnings: [String] = []
        if package.metadata.isYOLO {
            warnings.append("metadata.yolo is deprecated: deploy with --connected instead")
        }
        let done = package.build.migrations
        for index in package.components.indices {
            warnings += apply(to: &package.components[index], done: done)
        }
        package.build.migrations = [scriptsToActions, pluralizeSetVariable]
        return warnings
    }

    private static func apply(to component: inout Component, done: [String]) -> [String] {
        var warnings: [String] = []
        func warn(_ what: String) { warnings.append("component \"\(component.name)\": \(what)") }
        if done.contains(scriptsToActions) {
            component.scripts = DeprecatedScripts()
        } else if migrateScripts(of: &component) {
            warn("scripts are deprecated: write them as actions")
        }
        let isPluralized = done.contains(pluralizeSetVariable)
        var usesSetVariable = false
        component.actions.updateEach { action in
            if isPluralized {
                action.setVariable = ""
            } else if !action.setVariable.isEmpty, action.setVariables.isEmpty {
                var variable = Variable()
                variable.name = action.setVariable
                action.setVariables = [variable]
                usesSetVariable = true
            }
        }
        if usesSetVariable { warn("setVariable is deprecated: write setVariables") }
        if !component.group.isEmpty { warn("group is deprecated: use only.flavor") }
        if !component.dataInjections.isEmpty { warn("dataInjections are deprecated") }
        return warnings
    }

    private static func migrateScripts(of component: inout Component) -> Bool {
        let scripts = component.scripts
        var defaults = ActionDefaults()
        defaults.isMuted = !scripts.showsOutput
        defaults.maxTotalSeconds = scripts.timeoutSeconds
        if scripts.retries { defaults.maxRetries = endlessRetries }
        if !scripts.prepare.isEmpty {
            component.actions.onCreate.defaults = defaults
            component.actions.onCreate.before += scripts.prepare.map(Action.init(cmd:))
        }
        if !scripts.before.isEmpty {
            component.actions.onDeploy.defaults = defaults
            component.actions.onDeploy.before += scripts.before.map(Action.init(cmd:))
        }
        if !scripts.after.isEmpty {
            component.actions.onDeploy.defaults = defaults
            component.actions.onDeploy.after += scripts.after.map(Action.init(cmd:))
        }
        return !scripts.prepare.isEmpty || !scripts.before.isEmpty || !scripts.after.isEmpty
    }
}

extension ComponentActions {
    /// Runs `body` on every action.
    mutating func updateEach(_ body: (inout Action) -> Void) {
        for set in [\ComponentActions.onCreate, \.onDeploy, \.onRemove] {
            for list in [\ActionSet.before, \.after, \.onSuccess, \.onFailure] {
                for index in self[keyPath: set][keyPath: list].indices {
                    body(&self[keyPath: set][keyPath: list][index])
                }
            }
        }
    }
}
