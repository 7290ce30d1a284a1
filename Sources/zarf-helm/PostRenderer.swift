import FileIO
import HTTP

extension Invocation {
    /// What becomes of everything rendered; nil if nothing does.
    ///
    /// Differs: Helm 4 takes the name of a plugin. Here it is a program, as with Helm 3.
    var postRenderer: (([UInt8]) throws -> [UInt8])? {
        guard let program = flags.text("post-renderer"), !program.isEmpty else { return nil }
        let arguments = flags.texts("post-renderer-args")
        let environment = streams.environment
        return { input in
            let (reading, writing) = try makePipe()
            var command = FileIO.Command(program, arguments, environment: environment)
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
                    "error while running post render on files: error while running command \(program). error output:\n"
                        + "\(words): exit status \(ending.status)")
            }
            guard !output.allSatisfy({ $0 == 0x20 || (0x09...0x0d).contains($0) }) else {
                throw HelmFailure(
                    "error while running post render on files: post-renderer \(program) produced empty output")
            }
            return output
        }
    }
}
