import PackageModel
import Variables

// What a package of the newer form is in the older one, which every package carries:
// zarf v0.84 src/internal/api/v1beta1/convert.go and src/internal/api/v1alpha1/convert.go.

extension V1Beta1.Package {
    /// Keys of annotations that were keys of `metadata` in the older form.
    private static let movedKeys: [String: WritableKeyPath<Metadata, String> & Sendable] = [
        "metadata.url": \.url, "metadata.image": \.image, "metadata.authors": \.authors,
        "metadata.documentation": \.documentation, "metadata.source": \.source, "metadata.vendor": \.vendor,
    ]

    /// The package in the older form.
    public func converted() -> Package {
        var package = Package()
        package.apiVersion = Package.apiVersion
        let isInit = components.contains { !$0.spec.service.isEmpty }
        package.kind = isInit ? Package.initKind : kind
        package.metadata.name = metadata.name
        package.metadata.description = metadata.description
        package.metadata.version = metadata.version
        package.metadata.isUncompressed = metadata.isUncompressed
        package.metadata.architecture = metadata.architecture
        package.metadata.allowNamespaceOverride = !metadata.preventsNamespaceOverride
        package.metadata.aggregateChecksum = build.aggregateChecksum
        for (key, value) in metadata.annotations {
            if let path = Self.movedKeys[key] {
                package.metadata[keyPath: path] = value
            } else {
                package.metadata.annotations[key] = value
            }
        }
        package.build = build.converted()
        package.components = components.map { $0.converted() }
        package.values = values
        package.documentation = documentation
        return package
    }

    /// What upstream makes of a package on its way through its common form: references in repository addresses stand apart.
    mutating func normalize() {
        for index in components.indices {
            for inner in components[index].spec.repositories.indices {
                components[index].spec.repositories[inner].normalize()
            }
            for set in [\V1Beta1.Actions.onCreate, \.onDeploy, \.onRemove] {
                let defaults = components[index].spec.actions[keyPath: set].defaults
                if defaults?.isZero ?? false { components[index].spec.actions[keyPath: set].defaults = nil }
            }
        }
    }
}

extension V1Beta1.Build {
    /// What create recorded, in the newer form.
    init(_ build: Build, aggregateChecksum: String) {
        self.init()
        hostname = build.terminal
        user = build.user
        timestamp = build.timestamp
        architecture = build.architecture
        version = build.version
        migrations = build.migrations
        registryOverrides = build.registryOverrides
        isDifferential = build.isDifferential
        differentialPackageVersion = build.differentialPackageVersion
        flavor = build.flavor
        isSigned = build.isSigned
        versionRequirements = build.versionRequirements.map {
            var requirement = V1Beta1.VersionRequirement()
            (requirement.version, requirement.reason) = ($0.version, $0.reason)
            return requirement
        }
        provenanceFiles = build.provenanceFiles
        self.aggregateChecksum = aggregateChecksum
    }

    fileprivate func converted() -> Build {
        var converted = Build()
        converted.terminal = hostname
        converted.user = user
        converted.architecture = architecture
        converted.timestamp = timestamp
        converted.version = version
        converted.migrations = migrations
        converted.registryOverrides = registryOverrides
        converted.isDifferential = isDifferential
        converted.differentialPackageVersion = differentialPackageVersion
        converted.flavor = flavor
        converted.isSigned = isSigned
        converted.versionRequirements = versionRequirements.map {
            VersionRequirement(version: $0.version, reason: $0.reason)
        }
        converted.provenanceFiles = provenanceFiles
        return converted
    }
}

extension V1Beta1.Component {
    fileprivate func converted() -> Component {
        var component = Component()
        component.name = name
        component.description = description
        component.required = isOptional ? nil : true
        component.only.localOS = spec.target.os
        component.only.cluster.architecture = spec.selector.architecture
        component.only.flavor = spec.selector.flavor
        component.manifests = spec.manifests.map { $0.converted() }
        component.charts = spec.charts.map { $0.converted() }
        component.files = spec.files.map { file in
            var converted = ComponentFile()
            converted.source = file.source
            converted.shasum = file.checksum
            converted.target = file.destination
            converted.isExecutable = file.isExecutable
            converted.symlinks = file.symlinks
            converted.extractPath = file.extractPath
            converted.template = file.enablesTemplating ? true : nil
            return converted
        }
        component.images = spec.images.map(\.name)
        component.imageArchives = spec.imageArchives
        component.repos = spec.repositories.map { $0.address }
        component.actions.onCreate = spec.actions.onCreate.converted()
        component.actions.onDeploy = spec.actions.onDeploy.converted()
        component.actions.onRemove = spec.actions.onRemove.converted()
        component.stateAccess = spec.stateAccess
        component.origin = origin
        return component
    }
}

extension V1Beta1.Manifest {
    fileprivate func converted() -> ComponentManifest {
        var manifest = ComponentManifest()
        manifest.name = name
        manifest.namespace = namespace
        manifest.files = files
        manifest.kustomizations = kustomize?.files ?? []
        manifest.kustomizeAllowAnyDirectory = kustomize?.allowsAnyDirectory ?? false
        manifest.enableKustomizePlugins = kustomize?.enablesPlugins ?? false
        manifest.noWait = skipsWait
        manifest.serverSideApply = serverSideApply
        manifest.template = enablesTemplating ? true : nil
        manifest.origin = origin
        return manifest
    }
}

extension V1Beta1.Chart {
    fileprivate func converted() -> ComponentChart {
        var chart = ComponentChart()
        chart.name = name
        chart.namespace = namespace
        chart.releaseName = releaseName
        chart.noWait = skipsWait
        chart.valuesFiles = valuesFiles.filter { !$0.enablesTemplating }.map(\.path)
        chart.templatedValuesFiles = valuesFiles.filter(\.enablesTemplating).map(\.path)
        chart.values = values.map { value in
            var converted = ChartValue()
            converted.sourcePath = value.sourcePath
            converted.targetPath = value.targetPath
            converted.excludePaths = value.excludePaths
            return converted
        }
        chart.schemaValidation = skipsSchemaValidation ? false : nil
        chart.serverSideApply = serverSideApply
        chart.origin = origin
        setSource(of: &chart)
        return chart
    }

    private func setSource(of chart: inout ComponentChart) {
        if let helmRepository {
            chart.url = helmRepository.url
            chart.repoName = helmRepository.name
            chart.version = helmRepository.version
        } else if let oci {
            chart.url = oci.url
            chart.version = oci.ref.tag
            if oci.ref.tag.isEmpty, !oci.ref.digest.isEmpty {
                chart.url = (oci.url.hasSuffix("/") ? String(oci.url.dropLast()) : oci.url) + "@" + oci.ref.digest
            }
        } else if let git {
            let remote = (try? GitAddress(git.url))?.remote ?? git.url
            // A full reference would make a path of the version.
            chart.url = git.ref.text.hasPrefix("refs/") ? "\(remote)@\(git.ref.text)" : remote
            chart.version = git.ref.text.hasPrefix("refs/") ? "" : git.ref.text
            chart.gitPath = git.path
        } else if let local {
            chart.localPath = local.path
        }
    }
}

extension V1Beta1.GitRef {
    /// As the older form writes it behind an `@`.
    fileprivate var text: String {
        if !tag.isEmpty { return tag }
        return !commit.isEmpty ? commit : branch.isEmpty ? "" : "refs/heads/" + branch
    }

    /// The reference behind an `@` of the older form.
    fileprivate init(_ text: String) {
        self.init()
        if text.utf8.count == 40,
            text.utf8.allSatisfy({ (0x30...0x39) ~= $0 || (0x61...0x66) ~= $0 || (0x41...0x46) ~= $0 })
        {
            commit = text
        } else if text.hasPrefix("refs/heads/") {
            branch = String(text.dropFirst("refs/heads/".count))
        } else {
            tag = text.hasPrefix("refs/tags/") ? String(text.dropFirst("refs/tags/".count)) : text
        }
    }
}

extension V1Beta1.Repository {
    /// The address of the older form, the reference behind an `@`.
    fileprivate var address: String {
        guard let text = ref?.text, !text.isEmpty else { return url }
        return ((try? GitAddress(url))?.remote ?? url) + "@" + text
    }

    fileprivate mutating func normalize() {
        guard ref == nil, let address = try? GitAddress(url), let text = address.ref, !text.isEmpty else { return }
        url = address.remote
        ref = V1Beta1.GitRef(text)
    }
}

extension V1Beta1.ActionSet {
    fileprivate func converted() -> ActionSet {
        var set = ActionSet()
        if let defaults {
            set.defaults.isMuted = defaults.isSilent
            set.defaults.maxTotalSeconds = defaults.maxTotalSeconds
            set.defaults.maxRetries = defaults.retries
            set.defaults.dir = defaults.dir
            set.defaults.env = defaults.env
            set.defaults.shell = defaults.shell
        }
        set.before = before.map { $0.converted() }
        set.onSuccess = onSuccess.map { $0.converted() }
        set.onFailure = onFailure.map { $0.converted() }
        return set
    }
}

extension V1Beta1.Action {
    fileprivate func converted() -> Action {
        var action = Action(cmd: cmd)
        action.mute = silent
        action.maxTotalSeconds = maxTotalSeconds
        action.maxRetries = retries
        action.dir = dir
        action.env = env
        action.shell = shell
        action.setValues = setValues.map { value in
            var converted = SetValue()
            converted.key = value.key
            converted.type = value.type
            return converted
        }
        action.description = description
        action.wait = wait
        action.template = enablesTemplating ? true : nil
        action.origin = origin
        return action
    }
}
