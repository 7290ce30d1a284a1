import Diagnostics
import FileIO
import Glibc
import SystemPackage

extension DeployVariables {
    /// Lines longer than this are refused; upstream cuts the text off there without a word.
    // zarf v0.84 src/pkg/variables/templates.go ReplaceTextTemplate: maxCapacity, with the newline.
    public static let maximumLineByteCount = (1 << 20) - 1

    /// Copies a text and replaces every `###ZARF_…###` that has a value.
    ///
    /// Line by line: a line gets a newline at its end if it has none, and loses a carriage return before it. Unknown keys
    /// stay, inserted values are not looked at again. Memory is bounded by the longest line and value.
    /// - name: what the text is, for messages.
    /// - throws: `DeployVariablesError.lineTooLong`.
    public func replace(
        from source: any ByteSource, to sink: any ByteSink, name: String, reporting reporter: any Reporter
    ) throws {
        var replacer = LineReplacer(variables: self, name: name, reporter: reporter)
        var pending: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            guard count > 0 else { break }
            if pending.isEmpty {
                pending = Array(try replacer.take(chunk[..<count]))
            } else {
                pending += chunk[..<count]
                pending = Array(try replacer.take(pending[...]))
            }
            try replacer.flush(to: sink)
        }
        if !pending.isEmpty { try replacer.takeLine(pending[...]) }
        try replacer.flush(to: sink)
    }

    /// A text in memory with every `###ZARF_…###` that has a value replaced.
    public func replaced(in text: String, name: String, reporting reporter: any Reporter) throws -> String {
        let sink = MemorySink()
        try replace(from: MemorySource(text.utf8), to: sink, name: name, reporting: reporter)
        return String(decoding: sink.bytes, as: UTF8.self)
    }
}

/// Replaces keys in one line after the other.
private struct LineReplacer {
    private let entries: [String: DeployVariables.Entry]
    private let name: String
    private let reporter: any Reporter
    private var lineNumber = 0
    private var output: [UInt8] = []

    private static let newline = UInt8(ascii: "\n")
    private static let hash = UInt8(ascii: "#")
    private static let opening = Array("###ZARF_".utf8)

    init(variables: DeployVariables, name: String, reporter: any Reporter) {
        entries = variables.entriesByName
        self.name = name
        self.reporter = reporter
    }

    /// Takes whole lines; what is left has no newline yet.
    mutating func take(_ bytes: ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        var rest = bytes
        while let end = rest.firstIndex(ofByte: Self.newline) {
            try takeLine(rest[rest.startIndex..<end])
            rest = rest[(end + 1)...]
        }
        guard rest.count <= DeployVariables.maximumLineByteCount else { throw tooLong(lineNumber + 1) }
        return rest
    }

    mutating func flush(to sink: any ByteSink) throws {
        if !output.isEmpty { try sink.write(output) }
        output.removeAll(keepingCapacity: true)
    }

    mutating func takeLine(_ whole: ArraySlice<UInt8>) throws {
        lineNumber += 1
        guard whole.count <= DeployVariables.maximumLineByteCount else { throw tooLong(lineNumber) }
        var line = whole.last == UInt8(ascii: "\r") ? whole.dropLast() : whole
        while let key = Self.firstKey(in: line) {
            try insert(key, before: line[line.startIndex..<key.lowerBound], of: line)
            line = line[key.upperBound...]
        }
        output += line
        output.append(Self.newline)
    }

    /// Writes what stands before a key and the key's value.
    private mutating func insert(_ key: Range<Int>, before: ArraySlice<UInt8>, of line: ArraySlice<UInt8>) throws {
        let environmentName = String(decoding: line[(key.lowerBound + 3)..<(key.upperBound - 3)], as: UTF8.self)
        guard let entry = entries[environmentName] else {
            output += before
            output += line[key]
            return
        }
        guard let value = content(of: entry, key: environmentName) else { return }
        output += before
        guard entry.autoIndents else {
            output += value
            return
        }
        // Quirk: the width is counted from the key before on the same line, if there is one, and in bytes.
        let indent = [UInt8](repeating: UInt8(ascii: " "), count: before.count)
        for byte in value {
            output.append(byte)
            if byte == Self.newline { output += indent }
        }
    }

    /// The bytes an entry stands for; nil, with a warning, if it names a file that is not there or no text.
    // Quirk, zarf v0.84 src/pkg/variables/templates.go: then the key and what stands before it on its line are dropped.
    private func content(of entry: DeployVariables.Entry, key: String) -> [UInt8]? {
        guard entry.isFile, !entry.text.isEmpty else { return Array(entry.text.utf8) }
        do {
            let bytes = try readFile(FilePath(entry.text), limit: DeployVariables.maximumFileByteCount)
            if TextSniffing.isText(bytes) { return bytes }
            warn(key, "it is not text")
        } catch FileError.system(_, _, let errno) {
            warn(key, errno.text)
        } catch {
            warn(key, "over the limit of \(DeployVariables.maximumFileByteCount) bytes")
        }
        return nil
    }

    private func warn(_ key: String, _ reason: String) {
        reporter.warn(
            "insert the file of \(key) in \(name):\(lineNumber): \(reason); what stands before it is dropped too")
    }

    private func tooLong(_ line: Int) -> DeployVariablesError {
        .lineTooLong(path: name, line: line, limit: DeployVariables.maximumLineByteCount)
    }

    /// The first `###ZARF_[A-Z0-9_]+###`.
    private static func firstKey(in line: ArraySlice<UInt8>) -> Range<Int>? {
        var rest = line
        while let start = rest.firstIndex(ofByte: hash) {
            rest = rest[start...]
            guard rest.starts(with: opening) else {
                rest = rest.dropFirst()
                continue
            }
            let name = rest.dropFirst(opening.count)
            let end = name.firstIndex { !isNameByte($0) } ?? name.endIndex
            if end > name.startIndex, line[end...].starts(with: [hash, hash, hash]) { return start..<(end + 3) }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension ArraySlice<UInt8> {
    /// As `firstIndex(of:)`, by memchr.
    fileprivate func firstIndex(ofByte byte: UInt8) -> Int? {
        withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, let found = memchr(base, Int32(byte), buffer.count) else { return nil }
            return startIndex + (UnsafeRawPointer(found) - base)
        }
    }
}
