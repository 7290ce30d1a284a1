import Diagnostics
import Hashing
import PackageFormat
import Testing

@Suite struct ChecksumsTests {
    private let vector = """
        233562de1a0288b139c4fa40b7d189f806e906eeb048517aeb67f34ac0e2faf1 nested/directory/file.md
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 empty.txt
        fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9 foo

        """

    @Test func writesUpstreamVector() throws {
        var checksums = Checksums()
        for (name, content) in [("foo", "bar"), ("empty.txt", ""), ("nested/directory/file.md", "nested")] {
            checksums.add(name, .sha256(content.utf8))
        }
        #expect(String(decoding: checksums.encoded, as: UTF8.self) == vector)
        #expect(checksums.aggregate == "7c554cf67e1c2b50a1b728299c368cd56d53588300c37479623f29a52812ca3f")
        #expect(try Checksums(reading: checksums.encoded, package: "p") == checksums)
    }

    @Test func nothingIsOneLineEnd() throws {
        #expect(Checksums().encoded == [0x0a])
        #expect(try Checksums(reading: [0x0a], package: "p") == Checksums())
    }

    @Test func namesMayHoldSpaces() throws {
        let line = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a file"
        #expect(try Checksums(reading: Array(line.utf8), package: "p").digests["a file"] != nil)
    }

    @Test(arguments: [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ",
        "E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 foo",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85 foo",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ../foo",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 /foo",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a//b",
    ])
    func refuses(line: String) {
        let error = #expect(throws: PackageError.self) { try Checksums(reading: Array(line.utf8), package: "p") }
        #expect(error?.kind == .untrusted)
    }

    @Test func refusesANameGivenTwice() {
        let line = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 foo\n"
        #expect(throws: PackageError.self) { try Checksums(reading: Array((line + line).utf8), package: "p") }
    }
}
