import Archive
import FileIO
import GoText
import SystemPackage

/// The files of a chart's archive, without the folder they all stand in.
// helm v4.2 pkg/chart/loader/archive/archive.go LoadArchiveFiles.
func chartArchiveFiles(_ source: any ByteSource, name chart: String) throws -> [ChartFile] {
    do {
        return try files(in: ChartTarSource(try GzipSource(source, name: chart), name: chart), chart: chart)
    } catch ArchiveError.endedEarly {
        throw ChartError.refused(chart: chart, reason: "unexpected EOF")
    }
}

private func files(in source: ChartTarSource, chart: String) throws -> [ChartFile] {
    let tar = TarReader(source, name: chart)
    var files: [ChartFile] = []
    var total: Int64 = 0
    while let entry = try tar.next() {
        source.beginContent(at: tar.offset, byteCount: entry.byteCount)
        // Links are files without content.
        if entry.kind == .directory { continue }
        total += entry.byteCount
        try checkSize(entry.byteCount, total: total, chart: chart, file: entry.name)
        let name = try nameInChart(entry.name, chart: chart)
        let bytes = try tar.readAll(limit: Int(ChartLimits.fileByteCount), name: chart)
        let modified = ChartFile.Moment(seconds: entry.modifiedSeconds, nanoseconds: 0)
        files.append(ChartFile(name: name, content: .bytes(bytes), modified: modified))
    }
    guard !files.isEmpty else { throw ChartError.refused(chart: chart, reason: "no files in chart archive") }
    return files
}

private func nameInChart(_ name: String, chart: String) throws(ChartError) -> String {
    func refuse(_ reason: String) -> ChartError { .refused(chart: chart, reason: reason) }
    // Archives made on Windows may have backslashes.
    let separator: Character = name.contains("\\") ? "\\" : "/"
    let parts = name.split(separator: separator, omittingEmptySubsequences: false)
    let inner = parts.dropFirst().joined(separator: "/")
    guard !inner.hasPrefix("/") else { throw refuse("chart illegally contains absolute paths") }
    var kept: [Substring] = []
    for part in inner.split(separator: "/") where part != "." {
        if part == "..", let last = kept.last, last != ".." { kept.removeLast() } else { kept.append(part) }
    }
    guard let first = kept.first else {
        let shown = GoQuoting.quoted(name)
        throw refuse("chart illegally contains content outside the base directory: \(shown)")
    }
    // Quirk: three points and more count as well.
    guard !first.hasPrefix("..") else { throw refuse("chart illegally references parent directory") }
    let isDrive = first.utf8.count == 2 && first.hasSuffix(":") && first.first?.isLetter == true
    guard !isDrive || kept.count == 1 else { throw refuse("chart contains illegally named files") }
    guard parts[0] != "Chart.yaml" else { throw refuse("chart yaml not in base directory") }
    return kept.joined(separator: "/")
}

/// Refuses what is no gzip stream, which may be what a server sent in the place of a chart.
// helm v4.2 pkg/chart/loader/archive/archive.go EnsureArchive.
func checkIsGzip(_ path: FilePath) throws {
    var start = [UInt8](repeating: 0, count: 512)
    let source = try FileSource(path: path)
    let count = try start.withUnsafeMutableBytes { try source.readFully(into: $0) }
    start.removeLast(start.count - count)
    if start.starts(with: [0x1F, 0x8B, 0x08]) { return }
    if path.string.hasSuffix(".yml") || path.string.hasSuffix(".yaml") {
        let reason = "file '\(path)' seems to be a YAML file, but expected a gzipped archive"
        throw ChartError.refused(chart: path.string, reason: reason)
    }
    let reason = "file '\(path)' does not appear to be a gzipped archive; got '\(mediaType(of: start))'"
    throw ChartError.refused(chart: path.string, reason: reason)
}

/// The commonest of what Go's http.DetectContentType tells apart in a buffer with zeros at its end.
private func mediaType(of bytes: [UInt8]) -> String {
    let text = bytes.drop { " \t\n\r\u{C}".utf8.contains($0) }
    func begins(_ word: String, endsTag: Bool) -> Bool {
        let end = text.dropFirst(word.utf8.count).first
        return text.prefix(word.utf8.count).elementsEqual(word.utf8) { $0 == $1 || $0 & ~0x20 == $1 }
            && (!endsTag || end == UInt8(ascii: " ") || end == UInt8(ascii: ">"))
    }
    let tags = [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<BODY", "<SCRIPT", "<TITLE", "<STYLE", "<TABLE", "<DIV", "<H1", "<P",
    ]
    if tags.contains(where: { begins($0, endsTag: true) }) { return "text/html; charset=utf-8" }
    if text.starts(with: "<?xml".utf8) { return "text/xml; charset=utf-8" }
    let signatures: [(start: [UInt8], type: String)] = [
        (Array("%PDF-".utf8), "application/pdf"), (Array("PK\u{3}\u{4}".utf8), "application/zip"),
        (Array("Rar!\u{1A}\u{7}".utf8), "application/x-rar-compressed"), ([0x89, 0x50, 0x4E, 0x47], "image/png"),
        (Array("GIF8".utf8), "image/gif"), ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        (Array("\0asm".utf8), "application/wasm"),
    ]
    return signatures.first { bytes.starts(with: $0.start) }?.type ?? "application/octet-stream"
}
