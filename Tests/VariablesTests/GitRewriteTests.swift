import Testing
import Variables

/// zarf v0.84 src/pkg/transform/git_test.go: address, name of the repository, name of the folder.
private let vectors: [(String, String, String)] = [
    (
        "https://repo1.dso.mil/platform-one/big-bang/apps/security-tools/twistlock.git", "twistlock-97328248",
        "twistlock-1590638614"
    ),
    (
        "https://repo1.dso.mil/platform-one/big-bang/apps/security-tools/twistlock.git@0.0.9-bb.0",
        "twistlock-97328248", "twistlock-1920149257"
    ),
    ("https://github.com/zarf-dev/zarf.git", "zarf-4156197301", "zarf-3457133088"),
    ("https://github.com/zarf-dev/zarf.git@refs/tags/v0.16.0", "zarf-4156197301", "zarf-2360044954"),
    (
        "https://ghcr.io/stefanprodan/podinfo_fasd-123.git", "podinfo_fasd-123-84577122",
        "podinfo_fasd-123-1478387306"
    ),
    ("git://k3d-cluster.localhost/zarf-dev/zarf-agent", "zarf-agent-1776579160", "zarf-agent-927663661"),
    ("http://localhost:5000/some-cool-repo", "some-cool-repo-926913879", "some-cool-repo-1916670310"),
    ("ssh://ghcr.io/stefanprodan/podinfo@6.0.0", "podinfo-2985051089", "podinfo-1350532569"),
    (
        "https://stefanprodan/podinfo.git@adf0fasd10.1.223124123123-asdf", "podinfo-2197246515",
        "podinfo-1853010387"
    ),
    (
        "file:///srv/git/stefanprodan/podinfo@adf0fasd10.1.223124123123-asdf", "podinfo-1175499642",
        "podinfo-122075437"
    ),
    (
        "https://me0515@dev.azure.com/me0515/zarf-public-test/_git/zarf-public-test",
        "zarf-public-test-2170732467", "zarf-public-test-612413317"
    ),
    (
        "https://me0515@dev.azure.com/me0515/zarf-public-test/_git/zarf-public-test@524980951ff16e19dc25232e9aea8fd693989ba6",
        "zarf-public-test-2170732467", "zarf-public-test-634307705"
    ),
    ("https://github.com/zarf-dev/zarf.helm.git", "zarf.helm-693435256", "zarf.helm-93697844"),
    ("https://github.com/zarf-dev/zarf.helm.git/info/refs", "zarf.helm-693435256", "zarf.helm-93697844"),
    (
        "https://github.com/zarf-dev/zarf.helm.git/info/refs?service=git-upload-pack", "zarf.helm-693435256",
        "zarf.helm-93697844"
    ),
    (
        "https://github.com/zarf-dev/zarf.helm.git/git-receive-pack", "zarf.helm-693435256", "zarf.helm-93697844"
    ),
    (
        "https://github.com/DoD-Platform-One/big-bang.git@refs/heads/release-1.54.x", "big-bang-2366614037",
        "big-bang-2705706079"
    ),
    (
        "https://github.com/prometheus-community/helm-charts.git@kube-prometheus-stack-47.3.0",
        "helm-charts-3648076006", "helm-charts-1319967699"
    ),
    (
        "https://github.com/prometheus-community/", "prometheus-community-2749132599",
        "prometheus-community-3453166319"
    ),
    ("https://github.com/", "-98306241", "-1276058275"),
]

@Suite struct GitRewriteTests {
    @Test(arguments: vectors)
    func namesAreUpstreams(_ vector: (address: String, name: String, folder: String)) throws {
        let address = try GitAddress(vector.address)
        #expect(address.repositoryName == vector.name)
        #expect(address.folderName == vector.folder)
    }

    @Test(arguments: [
        ("ssh://git@github.com/zarf-dev/zarf.git", "zarf-1231196790"),
        ("https://github.com/stefanprodan/podinfo.git", "podinfo-1646971829"),
        ("https://diff-git-server.com/peanuts", "peanuts-3883081014"),
        ("https://diff-git-server.com/cashews", "cashews-580170494"),
        ("https://diff-git-server.com/almonds", "almonds-640159520"),
        ("https://diff-git-server.com/podinfo", "podinfo-1868163476"),
    ])
    func repositoryNamesCountTheUser(_ address: String, _ name: String) throws {
        #expect(try GitAddress(address).repositoryName == name)
    }

    @Test(arguments: [
        (
            "https://repo1.dso.mil/platform-one/big-bang/apps/security-tools/twistlock.git@0.0.9-bb.0",
            "https://gitlab.com/repo-owner/twistlock-97328248.git"
        ),
        (
            "https://github.com/zarf-dev/zarf.helm.git/info/refs?service=git-upload-pack",
            "https://gitlab.com/repo-owner/zarf.helm-693435256.git/info/refs?service=git-upload-pack"
        ),
        (
            "git://k3d-cluster.localhost/zarf-dev/zarf-agent", "https://gitlab.com/repo-owner/zarf-agent-1776579160"
        ),
    ])
    func addressesMoveToTheServer(_ address: String, _ expected: String) throws {
        #expect(try GitAddress(address).rewritten(server: "https://gitlab.com", user: "repo-owner") == expected)
    }

    @Test(arguments: [
        ("https://h/a/b.git@v1", "https://h/a/b.git", "v1"),
        ("https://h/a/b@+v1", "https://h/a/b", "v1"),
        ("https://h/a/b.git/@refs/heads/x", "https://h/a/b.git", "refs/heads/x"),
        ("git://127.0.0.1/acme/sample.git", "git://127.0.0.1/acme/sample.git", nil),
    ])
    func refsAreSplitOff(_ address: String, _ remote: String, _ ref: String?) throws {
        #expect(try GitAddress(address).remote == remote)
        #expect(try GitAddress(address).ref == ref)
    }

    @Test(arguments: [
        "i am not a url at all", "C:\\Users\\zarf", "https://gitlab.com", "", "HTTPS://h/x", "https://",
        "ext::sh -c id",
        "https://h/a/b?x", "https://h/a b", "https://h/x@", "-ofoo", "https://h\n/x",
        "https://h/" + String(repeating: "a/", count: 4000),
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(throws: GitRewriteError.self) { try GitAddress(text) }
    }

    @Test func addressesInTextAreReplaced() {
        let text = "a: https://github.com/zarf-dev/zarf.git # x\nb: https://gitlab.com\nnone\nssh://git@h/a b.git"
        let expected = "a: https://s/u/zarf-4156197301.git # x\nb: https://gitlab.com\nnone\nssh://git@h/a b.git"
        #expect(rewriteGitAddresses(in: text, server: "https://s", user: "u") == expected)
    }

    @Test(arguments: [
        ("https://user:secret@host/a.git", "https://user@host/a.git"),
        ("https://user@host/a.git", "https://user@host/a.git"),
        ("https://host/a?token=secret", "https://host/a"),
        ("https://host:8443/a@v1", "https://host:8443/a@v1"),
        ("no address", "no address"),
    ])
    func secretsAreNotShown(_ address: String, _ shown: String) {
        #expect(withoutSecrets(address) == shown)
    }
}
