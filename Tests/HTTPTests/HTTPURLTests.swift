import HTTP
import Testing

@Suite struct HTTPURLTests {
    @Test(
        arguments: [
            ("https://Host.example/a?b=c#d", "https://host.example:443", "/a", "b=c"),
            ("http://user:secret@127.0.0.1:5000", "http://127.0.0.1:5000", "/", nil),
            ("http://[::1]:80/x", "http://[::1]:80", "/x", nil),
        ] as [(String, String, String, String?)])
    func readsURLs(text: String, origin: String, path: String, query: String?) throws {
        let url = try HTTPURL(text)
        #expect(url.origin == origin)
        #expect(url.path == path)
        #expect(url.query == query)
        #expect(!url.text.contains("secret"))
        #expect(!url.description.contains("b=c"))
    }

    @Test(arguments: [
        "", "host/path", "ftp://host/", "file:///etc/passwd", "http://", "http:// host/", "http://host/a\r\nX: y",
        "http://host:99999/", "gopher://x/", "http://host/" + String(repeating: "a", count: 20_000),
    ])
    func refusesOtherText(text: String) {
        #expect(throws: HTTPError.self) { try HTTPURL(text) }
    }

    @Test(arguments: [
        ("/x?y", "https://host/x?y"), ("c", "https://host/a/c"), ("https://other/z", "https://other/z"),
        ("//other/z", "https://other/z"), ("?q=1", "https://host/a/b?q=1"), ("../../..//etc", "https://host//etc"),
    ])
    func resolvesReferences(reference: String, expected: String) throws {
        #expect(try HTTPURL("https://host/a/b").resolving(reference).text == expected)
    }

    @Test func addsQueryItems() throws {
        let url = try HTTPURL("https://host/a").adding("digest", "sha256:0f").adding("x y", "a&b")
        #expect(url.text == "https://host/a?digest=sha256%3A0f&x%20y=a%26b")
    }

    @Test func refusalsKeepSecrets() {
        let text = HTTPError.malformedURL("").message
        #expect(text == "read URL \"\": not an http or https URL")
        #expect(throws: HTTPError.malformedURL("ftp://host/x")) { try HTTPURL("ftp://user:secret@host/x?token=secret") }
    }
}

@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1", IPAddress.Reach.thisMachine), ("127.8.8.8", .thisMachine), ("::1", .thisMachine),
        ("::ffff:127.0.0.1", .thisMachine), ("169.254.169.254", .link), ("::ffff:169.254.169.254", .link),
        ("64:ff9b::a9fe:a9fe", .link), ("fe80::1", .link), ("fd00:ec2::254", .link), ("100.100.100.200", .link),
        ("0.0.0.0", .nowhere), ("::", .nowhere), ("224.0.0.1", .nowhere), ("ff02::1", .nowhere),
        ("10.0.0.1", .ordinary), ("8.8.8.8", .ordinary), ("2001:db8::1", .ordinary),
    ])
    func knowsWhereAddressesLead(text: String, reach: IPAddress.Reach) throws {
        #expect(try #require(IPAddress(text)).reach == reach)
        #expect(AddressPolicy.any.allows(try #require(IPAddress(text))))
        #expect(
            AddressPolicy.namedByServer(at: "8.8.8.8").allows(try #require(IPAddress(text))) == (reach == .ordinary))
        #expect(AddressPolicy.namedByServer(at: text).allows(try #require(IPAddress(text))))
    }

    @Test func knowsPrivateNetworks() {
        for text in ["10.1.2.3", "172.31.0.1", "192.168.1.1", "fd12::1"] { #expect(IPAddress(text)?.isPrivate == true) }
        for text in ["172.32.0.1", "11.0.0.1", "2001:db8::1"] { #expect(IPAddress(text)?.isPrivate == false) }
        #expect(IPAddress("1.2.3") == nil)
        #expect(IPAddress("host") == nil)
    }
}

@Suite struct HeadersTests {
    @Test func namesDoNotKnowCase() {
        var headers: Headers = ["Content-Type": "a", "X": "1"]
        headers.add("x", "2")
        #expect(headers["CONTENT-type"] == "a")
        #expect(headers.values("x") == ["1", "2"])
        headers["X"] = "3"
        #expect(headers.values("x") == ["3"])
    }

    @Test func aValueCannotBecomeASecondField() {
        var headers: Headers = [:]
        headers.add("X", "a\r\nAuthorization: b")
        #expect(headers.fields.map(\.value) == ["aAuthorization: b"])
    }
}

@Suite struct ProxySettingsTests {
    @Test func readsTheUsualVariables() {
        let settings = ProxySettings(environment: [
            "HTTP_PROXY": "http://upper:1", "http_proxy": "http://lower:1", "ALL_PROXY": "http://all:1",
            "NO_PROXY": "a,b",
        ])
        #expect(settings.http == "http://lower:1")
        #expect(settings.https == "http://all:1")
        #expect(settings.exceptions == "a,b")
        #expect(ProxySettings(environment: ["HTTP_PROXY": "x", "REQUEST_METHOD": "GET"]).http == nil)
    }
}
