import OCI
import Testing
import Variables

private let first = "84605f731c6a18194794c51e70021c671ab064654b751aa57e905bce55be13de"
private let second = "3fbc632167424a6d997e74f52b878d7cc478225cffac6bc977eedfe51c7f4e79"

@Suite struct ImageRewriteTests {
    // zarf-interop §5.1.
    @Test(arguments: [
        ("nginx", "library/nginx:latest-zarf-3793515731", "library/nginx:latest"),
        ("nginx:1.23.3", "library/nginx:1.23.3-zarf-3793515731", "library/nginx:1.23.3"),
        ("zarf-dev/zarf-agent:v0.22.1", "zarf-dev/zarf-agent:v0.22.1-zarf-2183797434", "zarf-dev/zarf-agent:v0.22.1"),
        (
            "zarf-dev/zarf-agent@sha256:\(first)", "zarf-dev/zarf-agent@sha256:\(first)",
            "zarf-dev/zarf-agent@sha256:\(first)"
        ),
        ("busybox:latest@sha256:\(second)", "library/busybox@sha256:\(second)", "library/busybox@sha256:\(second)"),
        (
            "ghcr.io/stefanprodan/podinfo:6.3.3", "stefanprodan/podinfo:6.3.3-zarf-2985051089",
            "stefanprodan/podinfo:6.3.3"
        ),
        (
            "registry1.dso.mil/ironbank/opensource/zarf-dev/zarf/zarf-agent:v0.25.0",
            "ironbank/opensource/zarf-dev/zarf/zarf-agent:v0.25.0-zarf-1211467612",
            "ironbank/opensource/zarf-dev/zarf/zarf-agent:v0.25.0"
        ),
        (
            "oci://10.43.130.183:5000/stefanprodan/manifests/podinfo",
            "stefanprodan/manifests/podinfo:latest-zarf-531355090", "stefanprodan/manifests/podinfo:latest"
        ),
    ])
    func redirectsImages(source: String, expected: String, plain: String) throws {
        #expect(try ImageRewrite(target: "gitlab.com/project").rewrite(source) == "gitlab.com/project/" + expected)
        let rewrite = ImageRewrite(target: "gitlab.com/project", addsChecksum: false)
        #expect(try rewrite.rewrite(source) == "gitlab.com/project/" + plain)
    }

    @Test func leavesImagesOfTheTargetAlone() throws {
        let source = "gitlab.com/project/gitea/gitea:1.19.3-rootless-zarf-3431384023"
        #expect(try ImageRewrite(target: "gitlab.com/project").rewrite(source) == source)
        #expect(try ImageRewrite(target: "ghcr.io/acme").rewrite("ghcr.io/other/image") == "ghcr.io/other/image")
    }

    @Test(arguments: ["i am not a ref at all", #"C:\Users\zarf"#, "http://urls.are/not/refs"])
    func refusesWhatIsNoImage(source: String) {
        #expect(throws: OCIError.self) { try ImageRewrite(target: "gitlab.com/project").rewrite(source) }
    }
}
