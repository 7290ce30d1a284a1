import Archive
import Diagnostics
import FileIO
import SystemPackage
import Variables

/// A git repository fetched for a package: bare on disk, laid out as a clone with a work tree when it is packed.
///
/// Differs: upstream clones with go-git; this is the `git` program, and the pack is made anew so that the same content
/// gives the same bytes. What is in the clone is the same.
struct GitMirror {
    private let address: GitAddress
    private let git: GitProgram
    private let shown: String
    private let wanted: Wanted

    /// The remote a clone came from; deploy looks for this name.
    // zarf v0.84 src/internal/git/git.go onlineRemoteName.
    private static let remoteName = "online-upstream"

    /// What is wanted of a repository.
    private enum Wanted: Equatable {
        case everything
        case tag(String)
        case branch(String)
        case commit(String)
    }

    /// - written: the address as the definition has it, with its ref.
    /// - work: an empty directory of our own.
    init(_ written: String, work: FilePath, environment: [String]) throws {
        shown = withoutSecrets(written)
        address = try GitAddress(written)
        wanted = try Self.check(address, shown: shown)
        git = GitProgram(repository: work.appending("git"), address: address, environment: environment)
    }

    /// Checks an address without fetching anything. Throws `PackagingError.repository`, `GitRewriteError`.
    static func check(_ written: String) throws {
        _ = try check(try GitAddress(written), shown: withoutSecrets(written))
    }

    private static func check(_ address: GitAddress, shown: String) throws(PackagingError) -> Wanted {
        func refuse(_ reason: String) -> PackagingError { .repository(address: shown, reason: reason) }
        guard ["https://", "http://", "ssh://", "git://", "file://"].contains(address.scheme) else {
            throw refuse("only https, http, ssh, git and file are allowed")
        }
        let isPlain = address.remote.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
        guard isPlain else { throw refuse("a control character in the address") }
        // git and ssh would take a host or path with a dash in front for an option.
        let authority = address.hostPath.prefix { $0 != "/" }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard !authority.hasPrefix("-"), !host.hasPrefix("-") else { throw refuse("a host that starts with a dash") }
        guard let ref = address.ref else { return .everything }
        guard !ref.contains(".."), !ref.contains("//"), !ref.hasSuffix("/"), !ref.hasPrefix("-"),
            !ref.hasSuffix(".lock")
        else { throw refuse("the ref is no name of a ref") }
        if isCommit(ref) { return .commit(ref.lowercased()) }
        if let branch = ref.dropping(prefix: "refs/heads/") { return .branch(branch) }
        if let tag = ref.dropping(prefix: "refs/tags/") { return .tag(tag) }
        // zarf v0.84 src/internal/git/repository.go checkoutRefAsBranch: any other ref is looked for among the tags.
        guard !ref.hasPrefix("refs/") else { throw refuse("only tags, commits and refs/heads/… can be chosen") }
        return .tag(ref)
    }

    // go-git plumbing/hash.go IsHash.
    private static func isCommit(_ ref: String) -> Bool {
        ref.utf8.count == 40 && ref.utf8.allSatisfy { UInt8(String(UnicodeScalar($0)), radix: 16) != nil }
    }

    /// Fetches the repository and adds its folder below `repos`.
    func add(to tree: StagedTree, reporter: any Reporter) throws {
        try git.local(["init", "--bare", "--quiet", "--template="])
        // In the configuration the address is on no command line of ours.
        try git.local(["config", "remote.\(Self.remoteName).url", address.remote])
        let advertised = try GitRemoteRefs(
            git.remote(["ls-remote", "--quiet", "--symref", Self.remoteName]), shown: shown)
        try fetch(advertised)
        try repack()

        let layout = try layout(advertised)
        try addMetadata(layout, to: tree)
        try addPack(to: tree)
        guard let commit = layout.commit else { return }
        let entries = try readTree(commit)
        try addFile(".git/index", gitIndexFile(entries), to: tree)
        try addWorkTree(entries, to: tree, reporter: reporter)
    }

    /// Fetches no more than the commit that is wanted, and puts its files into a directory, which is made.
    // zarf v0.84 src/internal/git/repository.go Clone with `shallow`.
    func checkOut(into directory: FilePath) throws {
        try prepare()
        let advertised = try advertised()
        let revision: String
        switch wanted {
        case .everything:
            guard let branch = advertised.defaultBranch(among: advertised.refs) else {
                throw PackagingError.repository(address: shown, reason: "it has no default branch")
            }
            revision = "refs/heads/\(branch)"
        case .tag(let name): revision = "refs/tags/\(name)"
        case .branch(let name): revision = "refs/heads/\(name)"
        case .commit(let commit): revision = commit
        }
        if case .commit = wanted {
            // Not every server gives single commits.
            try fetch(advertised)
        } else {
            try fetch([try refspec(revision, advertised)], options: ["--depth=1"])
        }
        try createDirectories(directory, mode: 0o700)
        // Files as they are in the repository: no attribute may change them, or run a program.
        let attributes = git.repository.appending("info")
        try createDirectories(attributes)
        try writeFile(
            attributes.appending("attributes"), "* -text -ident -filter -working-tree-encoding\n".utf8)
        try git.local([
            "--work-tree", directory.string, "checkout", "--quiet", "--force", "--detach", "\(revision)^{commit}",
        ])
    }

    // MARK: fetching

    private func prepare() throws {
        try git.local(["init", "--bare", "--quiet", "--template="])
        // In the configuration the address is on no command line of ours.
        try git.local(["config", "remote.\(Self.remoteName).url", address.remote])
    }

    private func advertised() throws -> GitRemoteRefs {
        try GitRemoteRefs(git.remote(["ls-remote", "--quiet", "--symref", Self.remoteName]), shown: shown)
    }

    private func fetch(_ advertised: GitRemoteRefs) throws {
        let refspecs: [String]
        switch wanted {
        case .everything:
            let head = advertised.isHeadDetached ? ["+HEAD:\(Self.detachedHead)"] : []
            refspecs = ["+refs/*:refs/*"] + head
        case .commit: refspecs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]
        case .tag(let name): refspecs = [try refspec("refs/tags/\(name)", advertised)]
        case .branch(let name): refspecs = [try refspec("refs/heads/\(name)", advertised)]
        }
        try fetch(refspecs, options: [])
        if case .commit(let commit) = wanted, try git.answer(["cat-file", "-t", commit]) == nil {
            throw PackagingError.unknownRef(address: shown, ref: commit, suggestion: nil)
        }
    }

    private func fetch(_ refspecs: [String], options: [String]) throws {
        let fixed = [
            "-c", "fetch.unpackLimit=1", "-c", "fetch.writeCommitGraph=false", "fetch", "--no-tags", "--progress",
            "--no-auto-maintenance", "--no-write-fetch-head", "--no-recurse-submodules",
        ]
        try git.remote(fixed + options + ["--end-of-options", Self.remoteName] + refspecs)
    }

    /// A ref of ours that keeps the commit of a detached HEAD; it is not packed.
    private static let detachedHead = "refs/zarf-detached-head"

    private func refspec(_ ref: String, _ advertised: GitRemoteRefs) throws(PackagingError) -> String {
        guard advertised.refs[ref] == nil else { return "+\(ref):\(ref)" }
        let plain = address.ref ?? ref
        let names = advertised.refs.keys.sorted().map { name in
            plain.hasPrefix("refs/") ? name : name.dropping(prefix: "refs/tags/") ?? name
        }
        throw .unknownRef(address: shown, ref: plain, suggestion: nearestSpelling(of: plain, among: names))
    }

    /// One pack, made from scratch by one thread: the same objects give the same bytes whatever the server sent.
    private func repack() throws {
        let settings = [
            "pack.threads=1", "pack.window=10", "pack.depth=50", "pack.compression=6", "pack.packSizeLimit=0",
            "pack.indexVersion=2", "pack.writeReverseIndex=false", "repack.useDeltaBaseOffset=true",
        ]
        let options = settings.flatMap { ["-c", $0] }
        try git.local(options + ["repack", "-a", "-d", "-F", "-n", "-q", "--no-write-bitmap-index"])
    }

    // MARK: layout

    /// What a clone's metadata says.
    private struct Layout {
        /// The content of `HEAD` without its newline.
        var head: String
        /// The commit that is checked out.
        var commit: String?
        /// Refs by name.
        var refs: [String: String] = [:]
        /// What the remote's later fetches would bring.
        var fetch: String
        /// The branch with an upstream of its own.
        var branch: String?
    }

    private func layout(_ advertised: GitRemoteRefs) throws -> Layout {
        var fetched = try fetchedRefs()
        let detachedCommit = fetched.removeValue(forKey: Self.detachedHead)
        let tracking = "+refs/heads/*:refs/remotes/\(Self.remoteName)/*"
        switch wanted {
        case .everything:
            var layout = Layout(head: detachedCommit ?? "ref: refs/heads/main", refs: fetched, fetch: tracking)
            layout.commit = detachedCommit
            if detachedCommit == nil, let branch = advertised.defaultBranch(among: fetched) {
                layout.head = "ref: refs/heads/\(branch)"
                layout.commit = fetched["refs/heads/\(branch)"]
                layout.branch = branch
            }
            addTracking(fetched, to: &layout)
            return layout
        case .branch(let name):
            let ref = "refs/heads/\(name)"
            var layout = Layout(head: "ref: \(ref)", commit: fetched[ref], refs: fetched, fetch: "")
            layout.fetch = "+\(ref):refs/remotes/\(Self.remoteName)/\(name)"
            layout.branch = name
            addTracking(fetched, to: &layout)
            return layout
        case .tag(let name):
            let ref = "refs/tags/\(name)"
            var layout = Layout(head: "", refs: fetched, fetch: "+\(ref):\(ref)")
            try addBranch(for: name, at: ref, to: &layout)
            return layout
        case .commit(let commit):
            var layout = Layout(head: "", refs: fetched.filter { !$0.key.hasPrefix("refs/heads/") }, fetch: tracking)
            if let branch = advertised.defaultBranch(among: fetched) {
                layout.refs["refs/heads/\(branch)"] = fetched["refs/heads/\(branch)"]
                layout.branch = branch
            }
            addTracking(fetched, to: &layout)
            try addBranch(for: address.ref ?? commit, at: commit, to: &layout)
            return layout
        }
    }

    /// Remote-tracking branches: a clone has them beside its own.
    private func addTracking(_ fetched: [String: String], to layout: inout Layout) {
        for (ref, object) in fetched {
            guard let name = ref.dropping(prefix: "refs/heads/") else { continue }
            layout.refs["refs/remotes/\(Self.remoteName)/\(name)"] = object
        }
    }

    /// A branch at what a tag or a commit's name stands for, checked out.
    // zarf v0.84 src/internal/git/repository.go Clone: `zarf-ref-` and the ref, so that it is unlike any other.
    private func addBranch(for name: String, at revision: String, to layout: inout Layout) throws {
        guard let commit = try git.answer(["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"]) else {
            throw PackagingError.repository(address: shown, reason: "\"\(name)\" stands for no commit")
        }
        let ref = "refs/heads/zarf-ref-\(name)"
        layout.head = "ref: \(ref)"
        layout.commit = commit
        layout.refs[ref] = commit
    }

    private func fetchedRefs() throws -> [String: String] {
        let output = try git.local(["for-each-ref", "--format=%(objectname) %(refname)"])
        var refs: [String: String] = [:]
        for line in output.split(separator: 0x0a) {
            guard let space = line.firstIndex(of: 0x20) else { continue }
            refs[String(decoding: line[(space + 1)...], as: UTF8.self)] = String(
                decoding: line[..<space], as: UTF8.self)
        }
        guard refs.values.allSatisfy({ $0.utf8.count == 40 }) else {
            throw PackagingError.repository(address: shown, reason: "its objects are not named by SHA-1")
        }
        return refs
    }

    /// The clone's folder in the component.
    private var folder: String { "repos/\(address.folderName)" }

    private func addFile(_ name: String, _ bytes: [UInt8], to tree: StagedTree) throws {
        try tree.addFile("\(folder)/\(name)", mode: 0o644, parentMode: 0o755, .bytes(bytes))
    }

    private func addMetadata(_ layout: Layout, to tree: StagedTree) throws {
        for name in ["refs/heads", "refs/tags", "objects/info", "objects/pack"] {
            try tree.addDirectory("\(folder)/.git/\(name)", mode: 0o755, parentMode: 0o755)
        }
        try addFile(".git/HEAD", Array("\(layout.head)\n".utf8), to: tree)
        try addFile(".git/config", Array(configuration(layout).utf8), to: tree)
        var packed = ""
        for (ref, object) in layout.refs.sorted(by: { $0.key < $1.key }) {
            // A loose ref is a file, and not every system has files of every name.
            if PortableName.objection(to: ref) == nil {
                try addFile(".git/\(ref)", Array("\(object)\n".utf8), to: tree)
            } else {
                packed += "\(object) \(ref)\n"
            }
        }
        if !packed.isEmpty { try addFile(".git/packed-refs", Array(packed.utf8), to: tree) }
    }

    /// `.git/config` as go-git writes it.
    private func configuration(_ layout: Layout) -> String {
        var text = """
            [core]
            \tbare = false
            [remote "\(Self.remoteName)"]
            \turl = \(configurationValue(address.remote))
            \tfetch = \(configurationValue(layout.fetch))

            """
        if let branch = layout.branch {
            text += """
                [branch "\(branch)"]
                \tremote = \(Self.remoteName)
                \tmerge = \(configurationValue("refs/heads/\(branch)"))

                """
        }
        return text
    }

    // go-git plumbing/format/config/encoder.go.
    private func configurationValue(_ value: String) -> String {
        guard value.contains(where: { "#;\"\\\t\n".contains($0) }) || value.hasPrefix(" ") || value.hasSuffix(" ")
        else {
            return value
        }
        return "\"" + value.map { "\"\\".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
    }

    private func addPack(to tree: StagedTree) throws {
        let packs = git.repository.appending("objects/pack")
        for name in try directoryEntries(packs) where name.hasSuffix(".pack") || name.hasSuffix(".idx") {
            try tree.addFile("\(folder)/.git/objects/pack/\(name)", mode: 0o444, from: packs.appending(name))
        }
    }

    // MARK: work tree

    private func readTree(_ commit: String) throws -> [GitTreeEntry] {
        let output = try git.local(["ls-tree", "-r", "-z", "--long", "--full-tree", commit])
        return try output.split(separator: 0).map { record in
            guard let entry = GitTreeEntry(record) else {
                throw PackagingError.repository(address: shown, reason: "a file name that is not UTF-8")
            }
            return entry
        }
    }

    private func addWorkTree(_ entries: [GitTreeEntry], to tree: StagedTree, reporter: any Reporter) throws {
        let reader = try GitObjectReader(git)
        var left: [String] = []
        for entry in entries {
            let parts = entry.path.split(separator: "/", omittingEmptySubsequences: false)
            if parts.contains(where: { $0.lowercased() == ".git" || $0 == ".." || $0 == "." || $0.isEmpty }) {
                let reason = "it holds a file called \(quoted(entry.path))"
                throw PackagingError.repository(address: shown, reason: reason)
            }
            if try !add(entry, reader, to: tree) { left.append(entry.path) }
        }
        // The objects are in the pack, and deploy pushes those. Differs: upstream makes a package it cannot unpack.
        guard let first = left.first else { return }
        let others = left.count > 1 ? " and \(left.count - 1) more" : ""
        reporter.warn(
            "repository \(shown): \(quoted(first))\(others) left out of the work tree: no package may hold it")
    }

    /// Adds a file of the work tree; false if a package may not hold it.
    private func add(_ entry: GitTreeEntry, _ reader: GitObjectReader, to tree: StagedTree) throws -> Bool {
        guard PortableName.objection(to: entry.path) == nil else { return false }
        let name = "\(folder)/\(entry.path)"
        switch entry.mode {
        case GitTreeEntry.submodule: try tree.addDirectory(name, mode: 0o755, parentMode: 0o755)
        case GitTreeEntry.symbolicLink:
            let bytes = try reader.open(entry.object).readAll(limit: TarFormat.maximumNameByteCount, name: entry.path)
            let target = String(decoding: bytes, as: UTF8.self)
            let depth = entry.path.split(separator: "/").count - 1
            guard StagedTree.isLinkInside(target, depth: depth) else { return false }
            try tree.addSymbolicLink(name, target: target, parentMode: 0o755)
        default:
            let object = entry.object
            let content = StagedTree.Content.stream(byteCount: entry.byteCount) { try reader.open(object) }
            try tree.addFile(name, mode: entry.mode & 0o111 == 0 ? 0o644 : 0o755, parentMode: 0o755, content)
        }
        return true
    }
}
