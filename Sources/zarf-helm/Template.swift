let templateCommand = Command(
    name: "template", operands: "[NAME] [CHART]", summary: "render templates locally",
    details: "Prints the documents that an installation of the chart would apply, in the order of installation.",
    operandCount: 1...Int.max,
    flags: { flags in
        flags.add("show-only", "s", .array, help: "only show manifests rendered from the given templates")
        flags.add("output-dir", help: "write the rendered templates to files in this folder instead of stdout")
        flags.add("include-crds", nil, .toggle, help: "include CRDs in the output")
        flags.add("skip-tests", nil, .toggle, help: "leave test hooks out")
        flags.add("is-upgrade", nil, .toggle, help: "set .Release.IsUpgrade instead of .Release.IsInstall")
        flags.add("kube-version", help: "Kubernetes version used for Capabilities.KubeVersion")
        flags.add("api-versions", "a", .list, help: "Kubernetes API versions used for Capabilities.APIVersions")
        flags.add("release-name", nil, .toggle, help: "use the release's name in the path of the output folder")
        flags.add("no-hooks", nil, .toggle, help: "leave hooks out")
        flags.add("skip-crds", nil, .toggle, help: "include no CRDs")
        flags.add("name-template", help: "template used to name the release")
        flags.add("generate-name", "g", .toggle, help: "generate the name")
        flags.add("skip-schema-validation", nil, .toggle, help: "do not check values against the charts' schemas")
        flags.add("enable-dns", nil, .toggle, help: "look up host names when rendering templates")
        flags.add("dependency-update", nil, .toggle, help: "fetch missing dependencies first")
        flags.add("devel", nil, .toggle, help: "use development versions, too")
        flags.add("dry-run", nil, .optional(value: "unset"), help: "accepted and ignored: nothing is installed")
        flags.add("render-subchart-notes", nil, .toggle, help: "accepted and ignored: notes are not shown")
        flags.addChartPath()
        flags.addValues()
    },
    run: { _ in throw HelmFailure("template: the renderer is not part of this build") })
