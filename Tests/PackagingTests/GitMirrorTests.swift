import Diagnostics
import FileIO
import Glibc
import PackageModel
import Packaging
import PartsForTests
import SystemPackage
import Testing
import Variables

/// A repository made by git itself: commits `one` on main and `two` on feature, tags `v1` (plain) and `v2` (annotated).
private struct GitFixture {
    let work: TemporaryDirectory
    var path: FilePath { work.path.appending("acme/sample.git") }
    var address: String { "file://\(path)" }

    init(_ more: (GitFixture) throws -> Void = { _ in }) throws {
        work = try scratch()
        try createDirectories(path)
        try git("init", "--quiet", "-b", "main")
        try commit("one", ["README.md": "one\n", "bin/run": "#!/bin/sh\n"], executable: "bin/run")
        try git("tag", "v1")
        try git("checkout", "--quiet", "-b", "feature")
        try commit("two", ["docs/a b.txt": "two\n"])
        try git("tag", "-a", "-m", "annotated", "v2")
        try git("checkout", "--quiet", "main")
        try more(self)
    }

    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let identity = ["AUTHOR", "COMMITTER"].flatMap {
            ["GIT_\($0)_NAME=a", "GIT_\($0)_EMAIL=a@b", "GIT_\($0)_DATE=2020-01-01T00:00:00Z"]
        }
        let environment = ["PATH=/usr/bin:/bin", "HOME=/nonexistent"] + identity
        let result = try Command("git", arguments, environment: environment, directory: path).capture()
        try #require(result.ending.isSuccess, "\(arguments): \(String(decoding: result.error, as: UTF8.self))")
        let text = String(decoding: result.output, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    func commit(_ message: String, _ files: [String: String], executable: String? = nil) throws {
        for (name, text) in files {
            try createDirectories(path.appending(name).removingLastComponent())
            try writeFile(path.appending(name), text.utf8)
        }
        if let executable { #expect(chmod(path.appending(executable).string, 0o755) == 0) }
        try git("add", "-A")
        try git("commit", "--quiet", "-m", message)
    }

    func component(_ suffix: String = "") -> Component {
        var component = Component()
        component.name = "app"
        component.repos = [address + suffix]
        return component
    }

    func assemble(_ suffix: String = "") throws -> AssembledComponent {
        try AssembledComponent(component(suffix), in: work.path)
    }

    /// The clone in an assembled component, and its path.
    func folder(_ suffix: String = "") throws -> String { "app/repos/\(try GitAddress(address + suffix).folderName)" }

    /// A git question to a clone.
    func ask(_ assembled: AssembledComponent, _ suffix: String, _ arguments: String...) throws -> String {
        let clone = assembled.extracted.appending(try folder(suffix))
        let text = try judge("git", ["-c", "safe.directory=*"] + arguments, in: clone)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

@Suite struct GitMirrorTests {
    /// The same entries as in a clone that go-git made for upstream.
    @Test func mirrorLooksAsUpstreams() throws {
        let fixture = try GitFixture()
        let assembled = try fixture.assemble()
        let folder = try fixture.folder()
        let configuration = try assembled.text("\(folder)/.git/config")
        #expect(
            try assembled.listing() == [
                "drwx------ 0 app", "drwxr-xr-x 0 app/repos", "drwxr-xr-x 0 \(folder)",
                "drwxr-xr-x 0 \(folder)/.git", "-rw-r--r-- 21 \(folder)/.git/HEAD",
                "-rw-r--r-- \(configuration.utf8.count) \(folder)/.git/config",
                "-rw-r--r-- 176 \(folder)/.git/index", "drwxr-xr-x 0 \(folder)/.git/objects",
                "drwxr-xr-x 0 \(folder)/.git/objects/info", "drwxr-xr-x 0 \(folder)/.git/objects/pack",
                "-r--r--r-- \(folder)/.git/objects/pack/pack-X.idx",
                "-r--r--r-- \(folder)/.git/objects/pack/pack-X.pack", "drwxr-xr-x 0 \(folder)/.git/refs",
                "drwxr-xr-x 0 \(folder)/.git/refs/heads", "-rw-r--r-- 41 \(folder)/.git/refs/heads/feature",
                "-rw-r--r-- 41 \(folder)/.git/refs/heads/main", "drwxr-xr-x 0 \(folder)/.git/refs/remotes",
                "drwxr-xr-x 0 \(folder)/.git/refs/remotes/online-upstream",
                "-rw-r--r-- 41 \(folder)/.git/refs/remotes/online-upstream/feature",
                "-rw-r--r-- 41 \(folder)/.git/refs/remotes/online-upstream/main",
                "drwxr-xr-x 0 \(folder)/.git/refs/tags", "-rw-r--r-- 41 \(folder)/.git/refs/tags/v1",
                "-rw-r--r-- 41 \(folder)/.git/refs/tags/v2", "-rw-r--r-- 4 \(folder)/README.md",
                "drwxr-xr-x 0 \(folder)/bin", "-rwxr-xr-x 10 \(folder)/bin/run",
            ])
        #expect(
            configuration == """
                [core]
                \tbare = false
                [remote "online-upstream"]
                \turl = \(fixture.address)
                \tfetch = +refs/heads/*:refs/remotes/online-upstream/*
                [branch "main"]
                \tremote = online-upstream
                \tmerge = refs/heads/main

                """)
        #expect(try fixture.ask(assembled, "", "fsck", "--strict", "--full") == "")
        #expect(try fixture.ask(assembled, "", "status", "--porcelain", "--branch") == "## main...online-upstream/main")
        #expect(
            try fixture.ask(assembled, "", "rev-parse", "v2", "feature") == fixture.git("rev-parse", "v2", "feature"))
        #expect(try fixture.assemble().tar == assembled.tar)
        #expect(assembled.warnings.isEmpty)
        _ = try fixture.ask(assembled, "", "clone", "--quiet", "--bare", ".", "../../clone")
    }

    @Test(arguments: ["v1", "refs/tags/v1", "v2"])
    func tagsGetABranch(_ ref: String) throws {
        let fixture = try GitFixture()
        let assembled = try fixture.assemble("@\(ref)")
        let folder = try fixture.folder("@\(ref)")
        let tag = ref.hasSuffix("v1") ? "v1" : "v2"
        #expect(try assembled.text("\(folder)/.git/HEAD") == "ref: refs/heads/zarf-ref-\(tag)\n")
        #expect(
            try fixture.ask(assembled, "@\(ref)", "for-each-ref", "--format=%(refname)")
                == "refs/heads/zarf-ref-\(tag)\nrefs/tags/\(tag)")
        #expect(
            try fixture.ask(assembled, "@\(ref)", "rev-parse", "HEAD") == fixture.git("rev-parse", "\(tag)^{commit}"))
        #expect(try fixture.ask(assembled, "@\(ref)", "rev-list", "--count", "HEAD") == (tag == "v1" ? "1" : "2"))
        #expect(try fixture.ask(assembled, "@\(ref)", "status", "--porcelain") == "")
        #expect(try assembled.text("\(folder)/.git/config").contains("\tfetch = +refs/tags/\(tag):refs/tags/\(tag)\n"))
        #expect(try !assembled.text("\(folder)/.git/config").contains("[branch"))
    }

    @Test func commitsGetABranch() throws {
        let fixture = try GitFixture()
        let commit = try fixture.git("rev-parse", "feature")
        let assembled = try fixture.assemble("@\(commit)")
        #expect(
            try assembled.text("\(fixture.folder("@\(commit)"))/.git/HEAD") == "ref: refs/heads/zarf-ref-\(commit)\n")
        #expect(
            try fixture.ask(assembled, "@\(commit)", "for-each-ref", "--format=%(refname)") == """
                refs/heads/main
                refs/heads/zarf-ref-\(commit)
                refs/remotes/online-upstream/feature
                refs/remotes/online-upstream/main
                refs/tags/v1
                refs/tags/v2
                """)
        #expect(try fixture.ask(assembled, "@\(commit)", "rev-parse", "HEAD") == commit)
        #expect(try fixture.ask(assembled, "@\(commit)", "status", "--porcelain") == "")
        #expect(try assembled.text("\(fixture.folder("@\(commit)"))/docs/a b.txt") == "two\n")
    }

    @Test func branchesStayBranches() throws {
        let fixture = try GitFixture()
        let assembled = try fixture.assemble("@refs/heads/feature")
        let folder = try fixture.folder("@refs/heads/feature")
        #expect(try assembled.text("\(folder)/.git/HEAD") == "ref: refs/heads/feature\n")
        #expect(
            try fixture.ask(assembled, "@refs/heads/feature", "for-each-ref", "--format=%(refname)")
                == "refs/heads/feature\nrefs/remotes/online-upstream/feature")
        #expect(
            try assembled.text("\(folder)/.git/config").hasSuffix(
                """
                \tfetch = +refs/heads/feature:refs/remotes/online-upstream/feature
                [branch "feature"]
                \tremote = online-upstream
                \tmerge = refs/heads/feature

                """))
        #expect(try fixture.ask(assembled, "@refs/heads/feature", "status", "--porcelain") == "")
    }

    @Test func aDetachedHeadStaysDetached() throws {
        let fixture = try GitFixture {
            try $0.commit("three", ["three": ""])
            try $0.git("checkout", "--quiet", "v1")
        }
        let assembled = try fixture.assemble()
        #expect(try assembled.text("\(fixture.folder())/.git/HEAD") == fixture.git("rev-parse", "HEAD") + "\n")
        #expect(try !assembled.text("\(fixture.folder())/.git/config").contains("[branch"))
        #expect(try fixture.ask(assembled, "", "status", "--porcelain") == "")
        #expect(try fixture.ask(assembled, "", "fsck") == "")
    }

    @Test func aDetachedHeadAtABranchIsTheBranchs() throws {
        let fixture = try GitFixture { try $0.git("checkout", "--quiet", "v2") }
        #expect(try fixture.assemble().text("\(fixture.folder())/.git/HEAD") == "ref: refs/heads/feature\n")
    }

    @Test func aHeadThatLeadsNowhereIsReplaced() throws {
        let fixture = try GitFixture { try $0.git("symbolic-ref", "HEAD", "refs/heads/gone") }
        #expect(try fixture.assemble().text("\(fixture.folder())/.git/HEAD") == "ref: refs/heads/main\n")
    }

    @Test func otherRefsAndOddFilesTravel() throws {
        let fixture = try GitFixture { fixture in
            try fixture.git("update-ref", "refs/pull/1/head", "feature")
            try fixture.git("update-ref", "refs/heads/aux", "main")
            #expect(symlink("README.md", fixture.path.appending("inside").string) == 0)
            #expect(symlink("/etc/passwd", fixture.path.appending("outside").string) == 0)
            #expect(symlink("../../x", fixture.path.appending("docs-link").string) == 0)
            try fixture.commit("odd", ["empty": "", "a:b": "colon", "con.txt": "device", "é": "accent"])
        }
        let assembled = try fixture.assemble()
        let folder = try fixture.folder()
        #expect(try readLink(assembled.extracted.appending("\(folder)/inside")) == "README.md")
        #expect(try assembled.text("\(folder)/é") == "accent")
        #expect(try assembled.text("\(folder)/empty") == "")
        #expect(
            assembled.warnings == [
                "repository \(fixture.address): \"a:b\" and 3 more left out of the work tree: no package may hold it"
            ])
        #expect(
            try fixture.ask(assembled, "", "status", "--porcelain")
                == " D a:b\n D con.txt\n D docs-link\n D outside")
        #expect(try fixture.ask(assembled, "", "rev-parse", "refs/heads/aux") == fixture.git("rev-parse", "aux"))
        #expect(try assembled.text("\(folder)/.git/packed-refs").contains(" refs/heads/aux\n"))
        #expect(try fixture.ask(assembled, "", "rev-parse", "refs/pull/1/head") == fixture.git("rev-parse", "feature"))
        #expect(try fixture.ask(assembled, "", "fsck") == "")
    }

    @Test func submodulesAreEmptyFolders() throws {
        let fixture = try GitFixture { fixture in
            let commit = try fixture.git("rev-parse", "main")
            try fixture.git("update-index", "--add", "--cacheinfo", "160000,\(commit),modules/sub")
            try fixture.git("commit", "--quiet", "-m", "submodule")
        }
        let assembled = try fixture.assemble()
        #expect(try directoryEntries(assembled.extracted.appending("\(fixture.folder())/modules/sub")).isEmpty)
        #expect(try fixture.ask(assembled, "", "ls-files", "-s", "modules").hasPrefix("160000 "))
    }

    @Test(arguments: [
        ("@v3", "it has no ref \"v3\""), ("@refs/heads/nope", "it has no ref \"refs/heads/nope\""),
        ("@0123456789012345678901234567890123456789", "it has no ref \"0123456789012345678901234567890123456789\""),
        ("@refs/pull/1/head", "only tags, commits and refs/heads/… can be chosen"),
        ("@a..b", "the ref is no name of a ref"),
    ])
    func refsThatAreNotThereAreRefused(_ suffix: String, _ reason: String) throws {
        let fixture = try GitFixture()
        let message = refusal { _ = try fixture.assemble(suffix) }
        #expect(message.hasPrefix("collect repositories of component \"app\": fetch repository file:///"), "\(message)")
        #expect(message.hasSuffix(reason), "\(message)")
    }

    @Test(arguments: [
        ("ext://sh/x.git", "only https, http, ssh, git and file are allowed"),
        ("ssh://-oProxyCommand=id/x.git", "a host that starts with a dash"),
        ("ssh://git@-oProxyCommand=id/x.git", "a host that starts with a dash"),
        ("https://host\u{7}/x.git", "a control character in the address"), ("ext::sh -c id", "not scheme://"),
        ("git://127.0.0.1:1/x.git", "git: unable to connect to 127.0.0.1"),
        ("https://user:secret@127.0.0.1:1/x.git", "git: unable to access 'https://127.0.0.1:1/x.git/'"),
        ("file:///nonexistent/x.git", "git: '/nonexistent/x.git' does not appear to be a git repository"),
    ])
    func hostileAndDeadAddressesAreRefused(_ address: String, _ reason: String) throws {
        let directory = try scratch()
        var component = Component()
        component.name = "app"
        component.repos = [address]
        let message = refusal { _ = try AssembledComponent(component, in: directory.path) }
        #expect(message.contains(reason), "\(message)")
        #expect(!message.contains("secret") && !message.contains("\u{7}"))
    }

    @Test func emptyRepositoriesAreRefused() throws {
        let work = try scratch()
        _ = try judge("git", ["init", "--quiet", "--bare", "empty.git"], in: work.path)
        var component = Component()
        component.name = "app"
        component.repos = ["file://\(work.path)/empty.git"]
        #expect(refusal { _ = try AssembledComponent(component, in: work.path) }.hasSuffix("empty.git: it is empty"))
    }
}
