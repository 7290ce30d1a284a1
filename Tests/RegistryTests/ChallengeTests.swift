import Registry
import Testing

@Suite struct ChallengeTests {
    @Test(
        arguments: [
            (
                #"Bearer realm="https://a/t",service="s",scope="repository:a/b:pull,push""#, "bearer",
                ["realm": "https://a/t", "service": "s", "scope": "repository:a/b:pull,push"]
            ),
            (#"BASIC Realm="a \"quoted\" \\ word""#, "basic", ["realm": #"a "quoted" \ word"#]),
            ("Bearer realm = https://a , service=s", "bearer", ["realm": "https://a", "service": "s"]),
            ("Negotiate", "negotiate", [:]), (#"Bearer realm="never ends"#, "bearer", [:]),
            (#"Bearer realm="first",realm="second""#, "bearer", ["realm": "first"]),
        ] as [(String, String, [String: String])])
    func readsChallenges(header: String, scheme: String, parameters: [String: String]) throws {
        let challenge = try #require(Challenge.parse([header]).first)
        #expect(challenge.scheme == scheme)
        #expect(challenge.parameters == parameters)
    }

    @Test func readsSeveralInOneHeaderOrMany() {
        let schemes = Challenge.parse([#"Basic realm="x", Bearer realm="y",service="z""#, "Negotiate"]).map(\.scheme)
        #expect(schemes == ["basic", "bearer", "negotiate"])
    }

    @Test func survivesEveryCutAndNonsense() {
        let whole = #"Bearer realm="https://a/t\"",service="s" , Basic realm=x,,= "" ="#
        for end in whole.indices { _ = Challenge.parse([String(whole[..<end])]) }
        for end in whole.indices { _ = Challenge.parse([String(whole[end...])]) }
        _ = Challenge.parse(["", ",", "=", "\"", "a=b", ",,, ,", "\u{1}\u{2}"])
    }
}
