import FileIO
import Hashing
import Testing

/// Vectors of FIPS 180-2, also printed by sha256sum.
@Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ("nested", "233562de1a0288b139c4fa40b7d189f806e906eeb048517aeb67f34ac0e2faf1"),
])
func digestsAreSHA256(text: String, hex: String) throws {
    #expect(Digest.sha256(text.utf8).hex == hex)
    #expect(try Digest.sha256(of: MemorySource(text.utf8)).description == "sha256:\(hex)")
}

@Test(arguments: [
    "sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", "sha256:" + String(repeating: "A", count: 64), "sha256",
    "sha256:" + String(repeating: "a", count: 65), "sha256:../../" + String(repeating: "a", count: 58), "",
])
func malformedDigestsAreRefused(text: String) {
    #expect(throws: HashingError.malformedDigest(text)) { try Digest(text) }
}

@Test func verifyingNoticesChangedMissingAndExtraBytes() throws {
    let digest = Digest.sha256("content".utf8)
    func verify(_ text: String) throws {
        try VerifyingSource(MemorySource(text.utf8), digest: digest, byteCount: 7, name: "b").drain()
    }
    try verify("content")
    #expect(throws: HashingError.self) { try verify("cOntent") }
    #expect(throws: FileError.endedEarly(path: "b")) { try verify("conten") }
    #expect(throws: FileError.tooLarge(path: "b", limit: 7)) { try verify("contents") }
}
