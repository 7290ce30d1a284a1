import ChartSources
import FileIO
import HTTP

extension Invocation {
    /// What becomes of everything rendered; nil if nothing does.
    ///
    /// Differs: Helm 4 takes the name of a plugin. Here it may also be a program, as with Helm 3.
    func postRenderer() throws -> (([UInt8]) throws -> [UInt8])? {
        guard let name = flags.text("post-renderer"), !name.isEmpty else { return nil }
        let arguments = flags.texts("post-renderer-args")
        let folders = HelmEnvironment(streams.variables).pluginFolders
        guard !name.contains("/"), let plugin = PostRendererPlugin.named(name, in: folders) else {
            return Self.postRenderer(FileIO.Command(name, arguments, environment: streams.environment))
        }
        guard plugin.runtime == "subprocess" else {
            throw HelmFailure(
                "plugin \"\(name)\" wants the runtime \"\(plugin.runtime)\"; zarf-helm runs programs only")
        }
        let variables = streams.variables.merging(plugin.variables) { _, own in own }
        guard let (program, own) = plugin.invocation(variables) else {
            throw HelmFailure("failed to prepare plugin command: no plugin command is applicable")
        }
        return Self.postRenderer(
            FileIO.Command(program, own + arguments, environment: variables.map { "\($0.key)=\($0.value)" }.sorted()))
    }

    /// Sends everything rendered through a program.
    private static func postRenderer(_ command: FileIO.Command) -> ([UInt8]) throws -> [UInt8] {
        { input in
            let (reading, writing) = try makePipe()
            var command = command
            command.input = .descriptor(reading.descriptor)
            // A program may end before it has read everything; then writing fails, and that is fine.
            let feeder = WorkerThread {
                try? input.withUnsafeBytes { try writing.write($0) }
                try? writing.close()
            }
            defer {
                try? reading.close()
                feeder?.join()
            }
            let (ending, output, error) = try command.capture(limit: 1 << 30)
            guard ending.isSuccess else {
                let words = String(decoding: error.prefix(4096), as: UTF8.self).trimmingWhiteSpace
                throw HelmFailure(
                    "error while running post render on files: error while running command \(command.program). "
                        + "error output:\n\(words): exit status \(ending.status)")
            }
            guard !output.allSatisfy({ $0 == 0x20 || (0x09...0x0d).contains($0) }) else {
                throw HelmFailure(
                    "error while running post render on files: post-renderer \(command.program) produced empty output")
            }
            return output
        }
    }
}
