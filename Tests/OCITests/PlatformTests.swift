import OCI
import Testing

@Suite struct PlatformTests {
    @Test(arguments: [
        ("amd64", "linux/amd64"), ("linux/amd64", "linux/amd64"), ("linux/arm64/v8", "linux/arm64/v8"),
        ("aarch64", "linux/arm64"), ("x86_64", "linux/amd64"), ("linux/armhf", "linux/arm/v7"), ("i386", "linux/386"),
        ("Windows/AMD64", "windows/amd64"),
    ])
    func readsPlatforms(text: String, expected: String) throws {
        #expect(try Platform(text).description == expected)
    }

    @Test(arguments: ["", "/", "linux/", "/amd64", "linux/arm/v7/x", "linux amd64", "linux/ä"])
    func refusesOtherText(text: String) {
        #expect(throws: OCIError.self) { try Platform(text) }
    }

    @Test(arguments: [
        ("linux/amd64", "linux/amd64", true), ("linux/arm64/v8", "linux/arm64", true),
        ("linux/arm64", "linux/arm64/v8", true), ("linux/arm64/v9", "linux/arm64/v8", false),
        ("linux/arm/v6", "linux/arm", true), ("linux/arm/v6", "linux/arm/v7", false),
        ("linux/arm", "linux/arm/v7", true),
        ("windows/amd64", "linux/amd64", false), ("unknown/unknown", "linux/amd64", false),
    ])
    func matchesWhatWasAskedFor(offered: String, wanted: String, expected: Bool) throws {
        #expect(try Platform(offered).matches(Platform(wanted)) == expected)
    }
}
