import Documents
import PackageModel
import Testing

@Suite struct PackageTests {
    @Test func writesKeysInOrderAndLeavesOutWhatIsEmpty() {
        var package = Package()
        package.kind = Package.packageKind
        package.metadata.name = "a"
        var component = Component()
        component.name = "c"
        component.required = false
        component.files = [ComponentFile()]
        package.components = [component]
        #expect(
            package.value
                == [
                    "kind": "ZarfPackageConfig", "metadata": ["name": "a"],
                    "components": [["name": "c", "required": false, "files": [["source": "", "target": ""]]]],
                ])
    }
}
