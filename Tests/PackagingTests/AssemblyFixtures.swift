import Archive
import Diagnostics
import FileIO
import Glibc
import HTTP
import PackageModel
import Packaging
import Registry
import PartsForTests
import Synchronization
import SystemPackage
import Testing

/// A reporter that keeps the warnings.
final class WarningList: Reporter {
    private let list = Mutex<[String]>([])
    var warnings: [String] { list.withLock { $0 } }
    func report(_ event: ReportEvent) { if case .warning(let text) = event { list.withLock { $0.append(text) } } }
}

/// One component made into a tar.
struct AssembledComponent {
    /// Its bytes; nil if there was nothing to carry.
    let tar: [UInt8]?
    let warnings: [String]
    private let work: TemporaryDirectory

    /// - directory: the definition's folder.
    init(
        _ component: Component, in directory: FilePath, registry: RegistryClient? = nil,
        environment: [String] = testEnvironment + ["HOME=/nonexistent"]
    ) throws {
        work = try scratch()
        let reporter = WarningList()
        let assembler = ComponentAssembler(
            directory: directory, staging: work.path, downloads: Downloads(client: try quickClient()),
            registry: registry,
            environment: environment, reporter: reporter)
        let content = try assembler.assemble(component)
        tar = try content.map { try $0.open().readAll(limit: 64 << 20, name: $0.name) }
        warnings = reporter.warnings
        if let tar {
            try createDirectories(extracted)
            try writeFile(work.path.appending("judged.tar"), tar)
            _ = try judge("tar", ["-xpf", "judged.tar", "-C", "extracted"], in: work.path)
        }
    }

    /// Where GNU tar extracted it.
    var extracted: FilePath { work.path.appending("extracted") }

    /// What GNU tar lists: mode, owner, size, time, name; packs without their hash and size.
    func listing() throws -> [String] {
        try judge("tar", ["--numeric-owner", "-tvf", "judged.tar"], in: work.path).split(separator: "\n").map { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
            #expect(fields[1] == "0/0" && fields[3] == "1970-01-01" && fields[4] == "00:00")
            let name = fields[5...].joined(separator: " ")
            guard let pack = name.firstRange(of: "pack-") else { return "\(fields[0]) \(fields[2]) \(name)" }
            return "\(fields[0]) \(name[..<pack.upperBound])X\(name.suffix(name.hasSuffix(".idx") ? 4 : 5))"
        }
    }

    func text(_ name: String) throws -> String {
        String(decoding: try readFile(extracted.appending(name), limit: 1 << 20), as: UTF8.self)
    }
}

/// The message of whatever `body` throws, or nothing.
func refusal(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch let failure as any Failure {
        return failure.message
    } catch {
        return "\(error)"
    }
}

extension String {
    /// The first place where `text` stands.
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}
