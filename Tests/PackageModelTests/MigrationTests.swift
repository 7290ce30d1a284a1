import PackageModel
import Testing

@Suite struct MigrationTests {
    @Test func doneMigrationsClearTheOldForms() {
        var component = Component()
        component.name = "a"
        component.scripts.before = ["x"]
        var action = Action(cmd: "c")
        action.setVariable = "V"
        component.actions.onDeploy.before = [action]
        var package = Package()
        package.components = [component]
        package.build.migrations = ["scripts-to-actions", "pluralize-set-variable"]
        #expect(Migration.apply(to: &package).isEmpty)
        #expect(package.components[0].scripts == DeprecatedScripts())
        #expect(package.components[0].actions.onDeploy.before == [Action(cmd: "c")])
    }

    @Test func warnsOfWhatIsDeprecated() {
        var component = Component()
        component.name = "a"
        component.group = "g"
        component.dataInjections = [DataInjection()]
        component.scripts.after = ["x"]
        var action = Action(cmd: "c")
        action.setVariable = "V"
        component.actions.onRemove.onFailure = [action]
        var package = Package()
        package.metadata.isYOLO = true
        package.components = [component]
        #expect(Migration.apply(to: &package).count == 5)
        #expect(package.build.migrations == ["scripts-to-actions", "pluralize-set-variable"])
        #expect(package.components[0].actions.onRemove.onFailure[0].setVariables.map(\.name) == ["V"])
    }
}
