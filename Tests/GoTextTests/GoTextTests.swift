import GoText
import Testing

/// What Go 1.26 gives.
@Suite struct GoTextTests {
    @Test(arguments: [
        ("a\u{200B}\"\\é\n\u{7F}\u{E0001}", #""a\u200b\"\\é\n\x7f\U000e0001""#), ("", "\"\""),
        ("\u{1FAE8}\u{1FAE9}", "\"\u{1FAE8}\\U0001fae9\""),
    ])
    func quotes(text: String, quoted: String) {
        #expect(GoQuoting.quoted(text) == quoted)
    }

    @Test func bytesThatAreNoTextAreQuotedOneByOne() {
        #expect(GoQuoting.quoted([0xFF, 0x61]) == #""\xffa""#)
        #expect(GoQuoting.quotedByBytes("é\u{7F}\"".utf8) == "\"\\xc3\\xa9\u{7F}\\\"\"")
    }

    @Test(
        arguments: [
            ("5", 5, nil), ("-07", -7, nil), ("+1", 1, nil), ("", nil, #"strconv.Atoi: parsing "": invalid syntax"#),
            ("1_0", nil, #"strconv.Atoi: parsing "1_0": invalid syntax"#),
            ("9223372036854775808", nil, #"strconv.Atoi: parsing "9223372036854775808": value out of range"#),
        ] as [(String, Int?, String?)])
    func readsWholeNumbers(text: String, number: Int?, fault: String?) {
        switch GoInteger.parse(text.utf8) {
        case .success(let found): #expect(found == number)
        case .failure(let found): #expect(found.message == fault)
        }
    }

    @Test(arguments: [
        ("http://a b/", #"parse "http://a b/": invalid character " " in host name"#),
        ("http://a/#%z", #"parse "http://a/#%z": invalid URL escape "%z""#),
        ("http://a b/#%z", #"parse "http://a b/": invalid character " " in host name"#),
        (":a", #"parse ":a": missing protocol scheme"#),
    ])
    func saysWhatIsNoAddress(text: String, fault: String) {
        #expect(throws: GoURLError(fault)) { try GoURL(Array(text.utf8)) }
    }

    @Test func writesAddressesAsTheyWereRead() throws {
        for text in ["http://u:p@h:1/a%2Fb?q#f", "mailto:a@b", "//h/p", "/p?x=%20", "http://[fe80::1%25eth0]/"] {
            #expect(String(decoding: try GoURL(Array(text.utf8)).text, as: UTF8.self) == text)
        }
    }

    @Test(arguments: [
        ("1:2:3", #"ParseAddr("1:2:3"): address string too short"#),
        ("::g", #"ParseAddr("::g"): each colon-separated field must have at least one digit (at "g")"#),
        ("1.2.3", #"ParseAddr("1.2.3"): IPv4 address too short"#), ("x", #"ParseAddr("x"): unable to parse IP"#),
        ("%a:", #"ParseAddr("%a:"): missing IPv6 address"#),
    ])
    func saysWhatIsNoIPAddress(text: String, fault: String) {
        #expect(throws: GoIPAddress.Fault(message: fault)) { try GoIPAddress(text) }
    }

    @Test func readsIPAddresses() throws {
        for text in ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "127.0.0.1"] {
            #expect(try GoIPAddress(text).zone == nil)
        }
        #expect(try GoIPAddress("fe80::1%eth0").zone == "eth0")
    }
}
