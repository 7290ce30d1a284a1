import PackageModel
import Packaging
import Testing

@Test(
    arguments: [
        ("app", "1.2.3", "", false, false, "zarf-package-app-amd64-1.2.3.tar.zst"),
        ("app", "", "", false, false, "zarf-package-app-amd64.tar.zst"),
        ("app", "1.0.0", "vanilla", false, false, "zarf-package-app-amd64-1.0.0-vanilla.tar.zst"),
        ("app", "1.0.0", "", true, false, "zarf-package-app-amd64-1.0.0.tar"),
        ("app", "1.1.0", "upstream", false, true, "zarf-package-app-amd64-1.0.0-differential-1.1.0-upstream.tar.zst"),
    ] as [(String, String, String, Bool, Bool, String)])
func packagesAreNamedAsUpstreamNamesThem(
    name: String, version: String, flavor: String, isUncompressed: Bool, isDifferential: Bool, fileName: String
) {
    var package = Package()
    package.kind = Package.packageKind
    package.metadata.name = name
    package.metadata.version = version
    package.metadata.isUncompressed = isUncompressed
    package.build.architecture = "amd64"
    package.build.flavor = flavor
    package.build.isDifferential = isDifferential
    package.build.differentialPackageVersion = isDifferential ? "1.0.0" : ""
    #expect(package.fileName == fileName)
}

@Test func initPackagesHaveNoName() {
    var package = Package()
    package.kind = Package.initKind
    package.metadata.name = "init"
    package.metadata.version = "v0.84.0"
    package.build.architecture = "arm64"
    #expect(package.fileName == "zarf-init-arm64-v0.84.0.tar.zst")
}

/// What `date -u -R -d @N` prints.
@Test(
    arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
        (1_795_414_399, "Mon, 23 Nov 2026 06:13:19 +0000"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 +0000"),
        (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
    ] as [(Int64, String)])
func timestampsReadAsUpstreamWritesThem(seconds: Int64, text: String) {
    #expect(rfc1123Text(secondsSince1970: seconds) == text)
}
