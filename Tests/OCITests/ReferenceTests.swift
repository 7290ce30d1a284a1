import OCI
import Testing

private let hex = String(repeating: "0123456789abcdef", count: 4)

@Suite struct ReferenceTests {
    @Test(arguments: [
        ("nginx", "docker.io/library/nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.23.3", "docker.io/library/nginx:1.23.3", "docker.io/library/nginx:1.23.3"),
        ("docker.io/nginx", "docker.io/library/nginx", "docker.io/library/nginx:latest"),
        ("index.docker.io/nginx", "docker.io/library/nginx", "docker.io/library/nginx:latest"),
        (
            "zarf-dev/zarf-agent:v0.22.1", "docker.io/zarf-dev/zarf-agent:v0.22.1",
            "docker.io/zarf-dev/zarf-agent:v0.22.1"
        ),
        (
            "busybox:latest@sha256:\(hex)", "docker.io/library/busybox:latest@sha256:\(hex)",
            "docker.io/library/busybox:latest@sha256:\(hex)"
        ),
        ("ghcr.io/a/b@sha256:\(hex)", "ghcr.io/a/b@sha256:\(hex)", "ghcr.io/a/b@sha256:\(hex)"),
        ("localhost/app", "localhost/app", "localhost/app:latest"),
        ("localhost:5000/app:1", "localhost:5000/app:1", "localhost:5000/app:1"),
        ("[::1]:5000/a/b", "[::1]:5000/a/b", "[::1]:5000/a/b:latest"),
        ("[2001:db8::1]/a", "[2001:db8::1]/a", "[2001:db8::1]/a:latest"),
        ("10.43.130.183:5000/x/y", "10.43.130.183:5000/x/y", "10.43.130.183:5000/x/y:latest"),
        ("oci://10.43.130.183:5000/x/y", "10.43.130.183:5000/x/y", "10.43.130.183:5000/x/y:latest"),
        ("Registry/app", "Registry/app", "Registry/app:latest"),
        ("a__b/c-d---e/f.g:_T.1-x", "docker.io/a__b/c-d---e/f.g:_T.1-x", "docker.io/a__b/c-d---e/f.g:_T.1-x"),
        ("foo_bar.com:8080", "docker.io/library/foo_bar.com:8080", "docker.io/library/foo_bar.com:8080"),
        ("xn--n3h.com/app", "xn--n3h.com/app", "xn--n3h.com/app:latest"),
        (
            "gitlab.com/project/gitea/gitea:1.19.3-rootless-zarf-3431384023",
            "gitlab.com/project/gitea/gitea:1.19.3-rootless-zarf-3431384023",
            "gitlab.com/project/gitea/gitea:1.19.3-rootless-zarf-3431384023"
        ),
    ])
    func completesNames(written: String, expected: String, canonical: String) throws {
        let reference = try Reference(written)
        #expect(reference.description == expected)
        #expect(reference.canonical == canonical)
        #expect(try Reference(reference.description) == reference)
        #expect(try Reference(canonical).canonical == canonical)
    }

    @Test(arguments: [
        "", "i am not a ref at all", #"C:\Users\zarf"#, "http://urls.are/not/refs", "oci://", hex, "sha256:\(hex)",
        "nginx:", "nginx@", "nginx:a:b", "nginx:-a", "nginx:.a", "nginx@sha256:abc", "nginx@md5:\(hex)",
        "nginx@sha256:\(hex.uppercased())", "Nginx", "docker.io/Nginx:1", "a/B", "/a", "a/", "a//b", "a/.b", "a/b_",
        "a/b..c", "a/b___c", "a/b._c", "a/-b", "-host.com/a", "host-.com/a", "host..com/a", "host:/a", "host:x1/a",
        "[::1/a", "[]/a", "[::g]:5/a", "[::1]x/a", "foo_bar.com/image", "../../etc/passwd", "a/../b", "a b/c", "a\n/b",
        "ünïcode/a", "host.com/ünïcode", "nginx:\(String(repeating: "a", count: 129))",
        "host.com/\(String(repeating: "a", count: 256))",
    ])
    func refusesWhatIsNoReference(written: String) {
        #expect(throws: OCIError.self) { try Reference(written) }
    }

    @Test func keepsTheLimitsOfTheGrammar() throws {
        #expect(try Reference("nginx:\(String(repeating: "a", count: 128))").tag?.count == 128)
        #expect(try Reference("host.com/\(String(repeating: "a", count: 255))").repository.count == 255)
    }

    @Test func asksForTheDigestFirst() throws {
        let reference = try Reference("busybox:1@sha256:\(hex)")
        #expect(reference.target == "sha256:\(hex)")
        #expect(try Reference("busybox").target == "latest")
        #expect(try reference.with(tag: "2").description == "docker.io/library/busybox:2")
        #expect(throws: OCIError.self) { try reference.with(tag: "a/b") }
    }

    @Test func neverCrashesOnCutInput() {
        let whole = "[::1]:5000/some/na.me:tag@sha256:\(hex)"
        for end in whole.indices { _ = try? Reference(String(whole[..<end])) }
    }
}
