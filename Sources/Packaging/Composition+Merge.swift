import FileIO
import PackageModel
import SystemPackage

// How a component that imports is laid over the one it imports, and how paths follow: zarf v0.84 src/pkg/packager/load/import.go.

extension Component {
    /// Makes every path relative to the definition that imports this component from the folder `base`.
    mutating func rebase(onto base: String, packageDirectory: String) {
        func rebased(_ path: String) -> String { DefinitionPath.rebased(path, onto: base) }
        for index in files.indices { files[index].source = rebased(files[index].source) }
        for index in imageArchives.indices { imageArchives[index].path = rebased(imageArchives[index].path) }
        for index in charts.indices {
            charts[index].valuesFiles = charts[index].valuesFiles.map(rebased)
            charts[index].templatedValuesFiles = charts[index].templatedValuesFiles.map(rebased)
            if !charts[index].localPath.isEmpty { charts[index].localPath = rebased(charts[index].localPath) }
        }
        for index in manifests.indices {
            manifests[index].files = manifests[index].files.map(rebased)
            manifests[index].kustomizations = manifests[index].kustomizations.map { path in
                // A kustomization may be a remote in a form that is no URL: only what is there locally is moved.
                let moved = rebased(path)
                return Self.isThere(DefinitionPath.join(packageDirectory, moved)) ? moved : path
            }
        }
        for index in dataInjections.indices { dataInjections[index].source = rebased(dataInjections[index].source) }
        let directory = actions.onCreate.defaults.dir
        for list in [\ActionSet.before, \.after, \.onFailure, \.onSuccess] {
            for index in actions.onCreate[keyPath: list].indices {
                let own = actions.onCreate[keyPath: list][index].dir
                actions.onCreate[keyPath: list][index].dir = rebased(own ?? directory)
            }
        }
    }

    private static func isThere(_ path: String) -> Bool {
        do throws(FileError) {
            _ = try FileInformation(of: FilePath(path))
            return true
        } catch .system(_, _, .permissionDenied) {
            return true
        } catch {
            return false
        }
    }

    /// Lays the importing component over this one.
    ///
    /// - throws: `CompositionError.conflictingSystem` if both name a system.
    mutating func override(with own: Component) throws {
        if !own.only.localOS.isEmpty, !only.localOS.isEmpty {
            throw CompositionError.conflictingSystem(
                component: own.name, imported: only.localOS, own: own.only.localOS)
        }
        origin = own.origin
        name = own.name
        isDefault = own.isDefault
        required = own.required
        if !own.description.isEmpty { description = own.description }
        if !own.only.flavor.isEmpty { only.flavor = own.only.flavor }
        if !own.only.localOS.isEmpty { only.localOS = own.only.localOS }
        group = own.group
        scripts.before += own.scripts.before
        scripts.after += own.scripts.after
        scripts.retries = scripts.retries || own.scripts.retries
        scripts.showsOutput = scripts.showsOutput || own.scripts.showsOutput
        if own.scripts.timeoutSeconds > 0 { scripts.timeoutSeconds = own.scripts.timeoutSeconds }
        actions.onCreate.override(with: own.actions.onCreate)
        actions.onDeploy.override(with: own.actions.onDeploy)
        actions.onRemove.override(with: own.actions.onRemove)
        dataInjections += own.dataInjections
        files += own.files
        images += own.images
        repos += own.repos
        for chart in own.charts { override(with: chart) }
        for manifest in own.manifests { override(with: manifest) }
        healthChecks += own.healthChecks
        imageArchives += own.imageArchives
    }

    private mutating func override(with own: ComponentChart) {
        let same = charts.indices.filter { charts[$0].name == own.name }
        if same.isEmpty { charts.append(own) }
        for index in same {
            for path in [\ComponentChart.namespace, \.releaseName, \.version, \.url] where !own[keyPath: path].isEmpty {
                charts[index][keyPath: path] = own[keyPath: path]
            }
            charts[index].valuesFiles += own.valuesFiles
            charts[index].templatedValuesFiles += own.templatedValuesFiles
            charts[index].variables += own.variables
            charts[index].values += own.values
        }
    }

    private mutating func override(with own: ComponentManifest) {
        let same = manifests.indices.filter { manifests[$0].name == own.name }
        if same.isEmpty { manifests.append(own) }
        for index in same {
            if !own.namespace.isEmpty { manifests[index].namespace = own.namespace }
            manifests[index].files += own.files
            manifests[index].kustomizations += own.kustomizations
        }
    }
}

extension ActionSet {
    /// The importer's defaults replace these; its actions come after these.
    fileprivate mutating func override(with own: ActionSet) {
        defaults = own.defaults
        before += own.before
        after += own.after
        onFailure += own.onFailure
        onSuccess += own.onSuccess
    }
}
