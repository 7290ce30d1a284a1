import PackageFormat
import PackageModel

/// The version of Zarf whose packages we write and read.
///
/// Readers compare it with a package's version requirements, so it is upstream's version and not ours.
public let compatibleVersion = "v0.84.0"

extension Build {
    /// What create records about the making of `package`.
    ///
    /// - timestamp: seconds since 1970, UTC.
    /// - hasIndex: whether a multi-platform image is kept whole.
    static func record(
        of package: Package, flavor: String, registryOverrides: [String: String], timestamp: Int64, hasIndex: Bool
    ) -> Build {
        var build = package.build
        build.architecture = package.metadata.architecture
        build.timestamp = rfc1123Text(secondsSince1970: timestamp)
        build.version = compatibleVersion
        // zarf v0.84 src/pkg/packager/assemble/assemble.go recordPackageMetadata: always these two.
        build.migrations = ["scripts-to-actions", "pluralize-set-variable"]
        build.registryOverrides = registryOverrides
        build.flavor = flavor
        build.isSigned = false
        build.versionRequirements = requirements(of: package, hasIndex: hasIndex)
        build.provenanceFiles = [PackageEntryName.checksums]
        return build
    }

    /// zarf v0.84 src/pkg/packager/assemble/assemble.go collectVersionRequirements, in its order.
    private static func requirements(of package: Package, hasIndex: Bool) -> [VersionRequirement] {
        let charts = package.components.flatMap(\.charts)
        var requirements: [VersionRequirement] = []
        func require(_ version: String, _ reason: String) {
            requirements.append(VersionRequirement(version: version, reason: reason))
        }
        if charts.contains(where: \.version.isEmpty) {
            require("v0.65.0", "This package contains a chart without a version, which is only supported on v0.65.0+")
        }
        if package.components.contains(where: { !$0.imageArchives.isEmpty }) {
            require("v0.68.0", "This package contains image archives which will only be recognized on v0.68.0+")
        }
        if charts.contains(where: { !$0.templatedValuesFiles.isEmpty }) {
            require("v0.78.0", "This package uses templatedValuesFiles which require v0.78.0+")
        }
        if hasIndex {
            require(
                "v0.77.0",
                "This package contains multi-platform images preserved by index digest, which require v0.77.0+")
        }
        return requirements
    }
}

/// A time in UTC as RFC 1123 with a numeric zone: `Mon, 23 Nov 2026 06:13:19 +0000`.
package func rfc1123Text(secondsSince1970 seconds: Int64) -> String {
    let days = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    let second = Int(seconds) - days * 86_400
    let (year, month, day) = civilDate(daysSince1970: days)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let weekday = weekdays[((days % 7) + 7) % 7]
    let time = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    return "\(weekday), \(two(day)) \(months[month - 1]) \(year) \(time) +0000"
}

/// The Gregorian date of a day, counted in eras of 400 years that begin on 1 March.
private func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}
