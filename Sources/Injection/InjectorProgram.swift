import FileIO
public import SystemPackage

/// The program that runs in the borrowed container.
public struct InjectorProgram: Sendable {
    /// Its bytes.
    public let bytes: [UInt8]
    /// What it runs on, in Go's words.
    public let architecture: String

    /// A ConfigMap holds no more; ours has a few tens of kilobytes, upstream's nearly all of it.
    static let maximumByteCount = 1_040_000

    /// Reads a program. Throws `InjectionError` if it is none for Linux, or needs other files to run.
    public init(_ path: FilePath) throws {
        let bytes = try readFile(path, limit: Self.maximumByteCount)
        func wrong(_ reason: String) -> InjectionError { .wrongInjector(path: path.string, reason: reason) }
        // ELF-64: magic, class, byte order; e_machine at 18.
        guard bytes.count > 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else {
            throw wrong("not a 64-bit program for Linux")
        }
        switch Int(bytes[18]) | Int(bytes[19]) << 8 {
        case 0x3e: architecture = "amd64"
        case 0xb7: architecture = "arm64"
        case let other: throw wrong("a program for machine \(other), which is neither amd64 nor arm64")
        }
        self.bytes = bytes
    }

    /// Finds the program for an architecture in directories: `zarf-injector`, or `zarf-injector-arm64`.
    public static func find(architecture: String, in directories: [FilePath]) throws -> InjectorProgram {
        let names = ["zarf-injector-\(architecture)", "zarf-injector"]
        let paths = directories.flatMap { directory in names.map { directory.appending($0) } }
        for path in paths where fileExists(path) {
            let program = try InjectorProgram(path)
            if program.architecture == architecture { return program }
        }
        throw InjectionError.noInjector(architecture: architecture, searched: paths.prefix(6).map(\.string))
    }
}
