import FileIO
import Planning
import ToolSupport
import Variables

extension StandardStreams {
    /// Arguments from a file, each ended by a zero byte: they may hold secrets, which no command line should.
    func arguments(of file: String?) throws -> [String] {
        guard let file else { return [] }
        let bytes = try settings(file)
        guard bytes.last ?? 0 == 0 else { throw PlanError.malformedSetting(source: file) }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a file with settings, or - for standard input.
    func settings(_ file: String) throws -> [UInt8] {
        try FileSource(try input(file)).readAll(limit: DeployVariables.maximumFileByteCount, name: file)
    }
}

extension VariableSettings {
    /// What upstream reads from the environment (zarf v0.84 src/cmd/viper.go: `ZARF_` and the key, dots as underscores).
    mutating func addEnvironment(_ streams: StandardStreams) throws {
        guard let text = streams.environment("ZARF_PACKAGE_DEPLOY_SET"), !text.isEmpty else { return }
        try add(environmentValue: text)
    }
}
