import FileIO
import Glibc
import Registry
import PartsForTests
import SystemPackage
import Testing

@Suite struct CredentialsTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory(in: "/tmp", prefix: "docker-config") }

    private func configuration(_ text: String) throws -> DockerConfiguration {
        let path = directory.path.appending("config.json")
        try writeFile(path, text.utf8)
        return try DockerConfiguration(path: path, environment: ["PATH=\(directory.path):/usr/bin:/bin"])
    }

    private func helper(_ name: String, _ script: String) throws {
        let path = directory.path.appending("docker-credential-\(name)")
        try writeFile(path, ("#!/bin/sh\n" + script).utf8)
        chmod(path.string, 0o755)
    }

    @Test(
        arguments: [
            ("host.example", "a/b", Credentials.basic(user: "user", password: "pa:ss")),
            ("host.example:5000", "a/b", .basic(user: "u", password: "p")),
            ("old.example", "a/b", .basic(user: "old", password: "p")),
            ("docker.io", "library/nginx", .basic(user: "hub", password: "p")),
            ("identity.example", "a", .identityToken("id")),
            ("registry.example", "a", .registryToken("rt")),
            ("paths.example", "team/app", .basic(user: "team", password: "p")),
            ("paths.example", "other/app", .basic(user: "whole", password: "p")),
            ("paths.example", "teams/app", .basic(user: "whole", password: "p")),
            ("padded.example", "a", .basic(user: "a", password: "b")),
            ("unknown.example", "a", nil), ("empty.example", "a", nil), ("example", "a", nil),
        ] as [(String, String, Credentials?)])
    func findsEntries(registry: String, repository: String, expected: Credentials?) throws {
        // dXNlcjpwYTpzcw== is user:pa:ss, YTpiAAA= is a:b and two NULs.
        let found = try configuration(
            #"""
            {"auths": {"host.example": {"auth": "dXNlcjpwYTpzcw=="}, "host.example:5000": {"username": "u", "password": "p"},
              "https://old.example/v1/": {"username": "old", "password": "p"},
              "https://index.docker.io/v1/": {"username": "hub", "password": "p"},
              "identity.example": {"auth": "dTpw", "identitytoken": "id"}, "registry.example": {"registrytoken": "rt"},
              "paths.example": {"username": "whole", "password": "p"}, "padded.example": {"auth": "YTpiAAA="},
              "paths.example/team": {"username": "team", "password": "p"}, "empty.example": {}},
             "HttpHeaders": {"User-Agent": "x"}}
            """#
        ).credentials(registry: registry, repository: repository)
        #expect(found == expected)
    }

    @Test func asksHelpers() throws {
        try helper(
            "good",
            #"read -r host || :; [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"u-%s","Secret":"s"}' "$host" "$host""#
        )
        try helper("token", #"printf '{"Username":"<token>","Secret":"identity"}'"#)
        try helper("nothing", "echo 'credentials not found in native keychain'; exit 1")
        try helper("broken", "echo secret-of-mine; exit 3")
        try helper("garbage", "echo secret-of-mine")
        let found = try configuration(
            #"""
            {"auths": {"plain.example": {"username": "plain", "password": "p"}}, "credsStore": "nothing", "credHelpers":
             {"good.example": "good", "token.example": "token", "broken.example": "broken", "garbage.example": "garbage",
              "absent.example": "absent", "evil.example": "../../evil"}}
            """#)
        #expect(
            try found.credentials(registry: "good.example", repository: "a")
                == .basic(user: "u-good.example", password: "s"))
        #expect(try found.credentials(registry: "token.example", repository: "a") == .identityToken("identity"))
        #expect(
            try found.credentials(registry: "plain.example", repository: "a") == .basic(user: "plain", password: "p"))
        #expect(try found.credentials(registry: "other.example", repository: "a") == nil)
        for host in ["broken.example", "garbage.example", "absent.example", "evil.example"] {
            do {
                _ = try found.credentials(registry: host, repository: "a")
                Issue.record("no error for \(host)")
            } catch {
                #expect(!"\(error)".contains("secret-of-mine"))
            }
        }
    }

    @Test func dockerHubHasItsOwnKey() throws {
        try helper("hub", #"read -r host || :; printf '{"Username":"%s","Secret":"s"}' "$host""#)
        let found = try configuration(#"{"credsStore": "hub"}"#)
        #expect(
            try found.credentials(registry: "docker.io", repository: "library/nginx")
                == .basic(user: "https://index.docker.io/v1/", password: "s"))
    }

    @Test(arguments: [
        "", "[]", "{", #"{"auths": []}"#, #"{"auths": {"h": {"auth": "secret"}}}"#,
        #"{"auths": {"h": {"auth": "!!!"}}}"#,
    ])
    func refusesOtherFiles(text: String) throws {
        do {
            _ = try configuration(text).credentials(registry: "h", repository: "a")
            Issue.record("no error")
        } catch let error as RegistryError {
            #expect(!error.message.contains("secret"))
        }
    }

    @Test func aMissingFileHoldsNothing() throws {
        let missing = try DockerConfiguration(path: directory.path.appending("none.json"), environment: [])
        #expect(try missing.credentials(registry: "h", repository: "a") == nil)
    }
}
