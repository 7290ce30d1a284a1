import FileIO
import GoTemplate
import PartsForTests
import Sprig
import Testing

/// Keys as OpenSSL sees them.
@Suite struct PrivateKeyTests {
    private func key(_ kind: String) throws -> String {
        var set = TemplateSet(functions: Sprig.functions)
        try set.parse(Array("{{genPrivateKey \"\(kind)\"}}".utf8), name: "main")
        return String(decoding: try set.execute("main", .nil), as: UTF8.self)
    }

    @Test(arguments: ["", "rsa", "ecdsa", "ed25519"]) func checked(kind: String) throws {
        let scratch = try scratch()
        try writeFile(scratch.path.appending("key"), try key(kind).utf8)
        let said = try judge("openssl", ["pkey", "-in", "key", "-check", "-noout"], in: scratch.path)
        #expect(said.hasPrefix("Key is valid"))
    }

    @Test func dsa() throws {
        let scratch = try scratch()
        let text = try key("dsa")
        #expect(text.hasPrefix("-----BEGIN DSA PRIVATE KEY-----\n"))
        try writeFile(scratch.path.appending("key"), text.utf8)
        let parameters = try judge("openssl", ["dsa", "-in", "key", "-text", "-noout"], in: scratch.path)
        #expect(parameters.hasPrefix("Private-Key: (2048 bit)"))
        // What the key signs, its public half verifies: x, y, g, p and q belong together.
        try writeFile(scratch.path.appending("data"), "signed".utf8)
        _ = try judge("openssl", ["dsa", "-in", "key", "-pubout", "-out", "public"], in: scratch.path)
        _ = try judge("openssl", ["dgst", "-sha256", "-sign", "key", "-out", "signature", "data"], in: scratch.path)
        let verdict = try judge(
            "openssl", ["dgst", "-sha256", "-verify", "public", "-signature", "signature", "data"], in: scratch.path)
        #expect(verdict == "Verified OK\n")
        // Version, p, q, g, y and x.
        let numbers = try judge("openssl", ["asn1parse", "-in", "key"], in: scratch.path).split(separator: "\n")
            .filter { $0.contains("INTEGER") }.compactMap { $0.split(separator: ":").last.map(String.init) }
        #expect(numbers.count == 6)
        for number in numbers[1...2] {
            #expect(try judge("openssl", ["prime", "-hex", number], in: scratch.path).hasSuffix("is prime\n"))
        }
        // g generates the subgroup of q elements: g^q = 1 mod p.
        let power = "print(pow(int(\"\(numbers[3])\",16),int(\"\(numbers[2])\",16),int(\"\(numbers[1])\",16)))"
        #expect(try judge("python3", ["-c", power], in: scratch.path) == "1\n")
    }

    @Test func another() throws {
        #expect(try key("dsb") == "Unknown type dsb")
    }
}
