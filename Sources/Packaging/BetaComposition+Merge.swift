import PackageModel

// zarf v0.84 src/pkg/packager/load/import_v1beta1_merge.go.

extension V1Beta1.ComponentSpec {
    /// Changes every path.
    mutating func rebase(_ rebased: (String) -> String) {
        for index in files.indices { files[index].source = rebased(files[index].source) }
        for index in imageArchives.indices { imageArchives[index].path = rebased(imageArchives[index].path) }
        for index in charts.indices {
            if let path = charts[index].local?.path { charts[index].local?.path = rebased(path) }
            for inner in charts[index].valuesFiles.indices {
                charts[index].valuesFiles[inner].path = rebased(charts[index].valuesFiles[inner].path)
            }
        }
        for index in manifests.indices {
            manifests[index].files = manifests[index].files.map(rebased)
            if let files = manifests[index].kustomize?.files { manifests[index].kustomize?.files = files.map(rebased) }
        }
        let directory = actions.onCreate.defaults?.dir ?? ""
        for list in [\V1Beta1.ActionSet.before, \.onSuccess, \.onFailure] {
            for index in actions.onCreate[keyPath: list].indices {
                let own = actions.onCreate[keyPath: list][index].dir
                actions.onCreate[keyPath: list][index].dir = rebased(own ?? directory)
            }
        }
    }

    /// Lays the importing component over this one.
    mutating func override(with own: V1Beta1.ComponentSpec) {
        for path in [\V1Beta1.ComponentSpec.target.os, \.selector.architecture, \.selector.flavor, \.service]
        where !own[keyPath: path].isEmpty {
            self[keyPath: path] = own[keyPath: path]
        }
        files += own.files
        imageArchives += own.imageArchives
        repositories += own.repositories
        stateAccess += own.stateAccess
        for image in own.images {
            if let index = images.firstIndex(where: { $0.name == image.name }) {
                if !image.source.isEmpty { images[index].source = image.source }
            } else {
                images.append(image)
            }
        }
        for chart in own.charts {
            if let index = charts.firstIndex(where: { $0.name == chart.name }) {
                charts[index].override(with: chart)
            } else {
                charts.append(chart)
            }
        }
        for manifest in own.manifests {
            if let index = manifests.firstIndex(where: { $0.name == manifest.name }) {
                manifests[index].override(with: manifest)
            } else {
                manifests.append(manifest)
            }
        }
        actions.onCreate.override(with: own.actions.onCreate)
        actions.onDeploy.override(with: own.actions.onDeploy)
        actions.onRemove.override(with: own.actions.onRemove)
    }
}

extension V1Beta1.Chart {
    fileprivate mutating func override(with own: V1Beta1.Chart) {
        for path in [\V1Beta1.Chart.namespace, \.releaseName, \.serverSideApply] where !own[keyPath: path].isEmpty {
            self[keyPath: path] = own[keyPath: path]
        }
        if own.hasSource { (helmRepository, git, local, oci) = (own.helmRepository, own.git, own.local, own.oci) }
        skipsWait = skipsWait || own.skipsWait
        skipsSchemaValidation = skipsSchemaValidation || own.skipsSchemaValidation
        valuesFiles += own.valuesFiles
        values += own.values
    }
}

extension V1Beta1.Manifest {
    fileprivate mutating func override(with own: V1Beta1.Manifest) {
        if !own.namespace.isEmpty { namespace = own.namespace }
        files += own.files
        if let more = own.kustomize {
            if var kustomize {
                kustomize.files += more.files
                kustomize.allowsAnyDirectory = kustomize.allowsAnyDirectory || more.allowsAnyDirectory
                kustomize.enablesPlugins = kustomize.enablesPlugins || more.enablesPlugins
                self.kustomize = kustomize
            } else {
                kustomize = more
            }
        }
        if !own.serverSideApply.isEmpty { serverSideApply = own.serverSideApply }
        skipsWait = skipsWait || own.skipsWait
        enablesTemplating = enablesTemplating || own.enablesTemplating
    }
}

extension V1Beta1.ActionSet {
    fileprivate mutating func override(with own: V1Beta1.ActionSet) {
        defaults = own.defaults ?? defaults
        before += own.before
        onSuccess += own.onSuccess
        onFailure += own.onFailure
    }
}
