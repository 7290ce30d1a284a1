import ChartSources
import Charts
import FileIO
import GoTemplate
import Sprig
import SystemPackage

extension Invocation {
    /// The values that the command line gives: files first, then `--set-json`, `--set` and the others.
    // helm v4.2 pkg/cli/values/options.go MergeValues.
    func values() throws -> GoMap {
        var values = GoMap()
        for file in flags.texts("values") {
            do {
                values = ValuesFile.merged(try ValuesFile.read(try bytes(of: file)), over: values)
            } catch let error as GoError {
                throw HelmFailure("failed to parse \(file): cannot unmarshal yaml document: \(error.text)")
            }
        }
        for text in flags.texts("set-json") { values = try applyingJSON(text, to: values) }
        try apply("set", .typed, to: values)
        try apply("set-string", .text, to: values)
        try apply("set-file", .file, to: values)
        try apply("set-literal", .literal, to: values)
        return values
    }

    private func apply(_ flag: String, _ kind: ValueAssignment.Kind, to values: GoMap) throws {
        for text in flags.texts(flag) {
            do {
                try ValueAssignment.apply(text, kind, to: values, readFile: bytes)
            } catch let error as GoError {
                throw HelmFailure("failed parsing --\(flag) data: \(error.text)")
            }
        }
    }

    private func applyingJSON(_ text: String, to values: GoMap) throws -> GoMap {
        let trimmed = text.drop { $0.isWhitespace }
        if trimmed.hasPrefix("{") {
            guard case .map(let map)? = try? JSONReader.read(Array(trimmed.utf8)) else {
                throw HelmFailure("failed parsing --set-json data JSON: \(text)")
            }
            return ValuesFile.merged(map, over: values)
        }
        do {
            try ValueAssignment.apply(text, .json, to: values, readFile: bytes)
        } catch is GoError {
            throw HelmFailure("failed parsing --set-json data \(text)")
        }
        return values
    }

    /// The bytes of a file, of standard input, or of an address.
    // helm v4.2 pkg/cli/values/options.go readFile.
    private func bytes(of operand: String) throws -> [UInt8] {
        let limit = 256 << 20
        if operand.drop(while: { $0.isWhitespace }) == "-" {
            let sink = MemorySink()
            try sink.copy(from: FileSource(streams.input))
            return sink.bytes
        }
        if operand.hasPrefix("http://") || operand.hasPrefix("https://") {
            return try sources.bytes(at: operand, server: ChartServer())
        }
        guard fileExists(FilePath(operand)) else {
            throw HelmFailure("open \(operand): no such file or directory")
        }
        return try readFile(FilePath(operand), limit: limit)
    }
}
