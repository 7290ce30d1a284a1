@_exported import ClusterTools
import FileIO
import Kubernetes
import SystemPackage
import ToolSupport

/// Reads the objects of the files, directories and `-` that `-f` names.
func readObjects(_ operands: [String], _ streams: StandardStreams) throws -> [Object] {
    guard operands.filter({ $0 == "-" }).count <= 1 else {
        throw ValidationError("standard input can be read once only")
    }
    return try operands.flatMap { operand -> [Object] in
        guard operand != "-", isDirectory(FilePath(operand)) else { return try readFileObjects(operand, streams) }
        let names = try directoryEntries(FilePath(operand)).filter { name in
            [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        }
        return try names.flatMap { try readFileObjects(FilePath(operand).appending($0).string, streams) }
    }
}

private func readFileObjects(_ operand: String, _ streams: StandardStreams) throws -> [Object] {
    let file = try streams.input(operand)
    let bytes = try FileSource(file).readAll(limit: maximumInputByteCount, name: file.path.string)
    return try Object.read(bytes, file: file.path.string)
}

/// The largest rendering we were shown has 40 MiB.
private let maximumInputByteCount = 256 << 20
