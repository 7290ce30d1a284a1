import Actions
import Diagnostics
import FileIO
import HTTP
import Hashing
import OCI
import PackageModel
import Registry
import SystemPackage

/// Makes a package from a resolved definition, from the first action to the last byte.
///
/// zarf v0.84 src/pkg/packager/create.go: components in order, each between its onCreate actions; then images, values,
/// documentation; then the file.
public struct PackageCreation {
    /// What is needed from outside.
    public struct Surroundings {
        /// Talks to registries.
        public var registry: RegistryClient
        /// Talks to everything else.
        public var client: Client
        /// Of actions, git and kustomize, `NAME=value` each.
        public var environment: [String]
        /// Where temporaries go; a folder of our own is made in it.
        public var temporaryDirectory: FilePath
        /// Where image blobs are kept between runs, or nil.
        public var cache: FilePath?
        /// Told what happens.
        public var reporter: any Reporter

        /// Everything a run needs.
        public init(
            registry: RegistryClient, client: Client, environment: [String], temporaryDirectory: FilePath,
            cache: FilePath?, reporter: any Reporter
        ) {
            self.registry = registry
            self.client = client
            self.environment = environment
            self.temporaryDirectory = temporaryDirectory
            self.cache = cache
            self.reporter = reporter
        }
    }

    private let definition: ResolvedDefinition
    private let options: PackageBuilder.Options
    private let concurrency: Int
    private let surroundings: Surroundings

    /// - concurrency: blobs pulled at a time.
    public init(
        _ definition: ResolvedDefinition, options: PackageBuilder.Options, concurrency: Int,
        in surroundings: Surroundings
    ) {
        self.definition = definition
        self.options = options
        self.concurrency = concurrency
        self.surroundings = surroundings
    }

    /// Writes the package; returns its path, or nil when it was streamed. A failure leaves nothing behind.
    public func run(to output: PackageOutput) throws -> FilePath? {
        try definition.refuseWhatCannotBePacked(flavor: options.flavor, environment: surroundings.environment)
        let staging = try TemporaryDirectory(in: surroundings.temporaryDirectory, prefix: ".zarf-pack")
        var contents: [PackageContent] = []
        for component in definition.package.components {
            if let content = try assemble(component, in: staging.path) { contents.append(content) }
        }
        let images = try collectImages(staging: staging.path)
        for warning in images.warnings { surroundings.reporter.warn(warning) }
        contents += images.contents
        contents += try definition.valuesContents()
        if let documentation = try definition.documentationContent(
            staging: staging.path, reporting: surroundings.reporter)
        {
            contents.append(documentation)
        }
        return try PackageBuilder(options, reporting: surroundings.reporter)
            .write(definition.package, beta: definition.beta, contents: contents, hasIndex: images.hasIndex, to: output)
    }

    /// One component between its actions.
    ///
    /// Differs: upstream accepts onSuccess and onFailure of onCreate and never runs them.
    private func assemble(_ component: Component, in staging: FilePath) throws -> PackageContent? {
        let actions = component.actions.onCreate
        do {
            try run(actions.before, actions.defaults)
            let content = try ComponentAssembler(
                directory: FilePath(definition.directory), staging: staging,
                downloads: Downloads(client: surroundings.client), registry: surroundings.registry,
                environment: surroundings.environment,
                reporter: surroundings.reporter
            ).assemble(component)
            try run(actions.after, actions.defaults)
            try run(actions.onSuccess, actions.defaults)
            return content
        } catch {
            do {
                try run(actions.onFailure, actions.defaults)
            } catch let second {
                surroundings.reporter.warn(
                    "the onFailure actions of component \"\(component.name)\" failed too: \(second)")
            }
            throw error
        }
    }

    private func run(_ actions: [Action], _ defaults: ActionDefaults) throws {
        var runner = ActionRunner(
            environment: surroundings.environment, directory: FilePath(definition.directory),
            reporter: surroundings.reporter)
        try runner.run(actions, defaults: defaults)
    }

    private func collectImages(staging: FilePath) throws -> CollectedImages {
        let components = definition.package.components
        let names = components.flatMap(\.images)
        let archives = try components.flatMap(\.imageArchives).map { archive in
            (try ImageArchive(definition.path(archive.path), spoolDirectory: staging), images: archive.images)
        }
        var imageOptions = ImageCollector.Options(
            platform: Platform(os: "linux", architecture: definition.package.metadata.architecture))
        imageOptions.registryOverrides = options.registryOverrides
        imageOptions.concurrency = concurrency
        let directory = surroundings.cache?.appending("images") ?? staging.appending("images")
        return try ImageCollector(surroundings.registry, keepingBlobsIn: directory, options: imageOptions)
            .collect(names, archives: archives)
    }
}
