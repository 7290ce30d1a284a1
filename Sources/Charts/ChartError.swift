import Diagnostics

/// What can be wrong with a Helm chart.
public enum ChartError: Failure, Equatable {
    /// There is no `Chart.yaml` at the top of the chart.
    case noMetadata(chart: String)
    /// A file of the chart breaks the rules; `file` is relative to the chart, empty for the chart itself.
    case invalid(chart: String, file: String, reason: String)
    /// What Helm refuses, in its words.
    case refused(chart: String, reason: String)
    /// A chart archive is not what it should be.
    case badArchive(chart: String, reason: String)
    /// Larger than Helm would load.
    case tooLarge(chart: String, file: String, limit: Int64)
    /// Neither a folder nor an archive.
    case notAChart(path: String)
    /// `Chart.yaml` names charts that `charts/` does not hold.
    case missingDependencies(chart: String, names: [String])
    /// A dependency that cannot be fetched: no Chart.lock says which version a range stands for.
    case unsupportedRepository(chart: String, dependency: String, repository: String)

    /// One line: what failed, on what, and why.
    public var message: String {
        switch self {
        case .noMetadata(let chart): "read chart \(chart): Chart.yaml is missing"
        case .invalid(let chart, let file, let reason):
            file.isEmpty ? "read chart \(chart): \(reason)" : "read chart \(chart): \(file): \(reason)"
        case .refused(let chart, let reason), .badArchive(let chart, let reason): "read chart \(chart): \(reason)"
        case .tooLarge(let chart, let file, let limit):
            "read chart \(chart): \(file.isEmpty ? "" : "\(file): ")larger than the limit of \(limit) bytes"
        case .notAChart(let path): "read chart \(path): neither a folder nor a .tgz archive"
        case .missingDependencies(let chart, let names):
            "package chart \(chart): Chart.yaml names dependencies that charts/ does not hold: "
                + names.joined(separator: ", ")
        case .unsupportedRepository(let chart, let dependency, let repository):
            "package chart \(chart): dependency \"\(dependency)\" of \(repository) is not in charts/, and no Chart.lock says "
                + "which version to fetch"
        }
    }

    /// What Helm says, as far as Helm says anything.
    package var helmText: String {
        switch self {
        case .noMetadata: "Chart.yaml file is missing"
        case .refused(_, let reason): reason
        case .tooLarge(_, "", let limit): "decompressed chart is larger than the maximum size \(limit)"
        case .tooLarge(_, let file, let limit):
            "chart file \"\(file.split(separator: "/").last ?? "")\" is larger than the maximum file size \(limit)"
        default: message
        }
    }

    /// A chart that breaks the rules cannot be trusted; one whose dependencies are missing is merely not ready.
    public var kind: FailureKind {
        switch self {
        case .notAChart, .missingDependencies, .unsupportedRepository: .failed
        default: .untrusted
        }
    }

    /// What to do about it.
    public var hints: [String] {
        switch self {
        case .noMetadata: ["a chart is the folder that holds Chart.yaml, or a .tgz made by helm package"]
        case .missingDependencies, .unsupportedRepository: ["run helm dependency build in the chart first"]
        default: []
        }
    }
}
