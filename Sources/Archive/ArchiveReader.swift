import CArchive
import FileIO
import Glibc
import SystemPackage

/// Reads archives that users name in a definition, in whatever format: tar, zip, 7z or cpio, compressed in the usual ways.
///
/// What we write and read ourselves goes through `TarReader`, which is strict; this one takes what libarchive understands.
/// After `next` has returned an entry, the reader is the source of its content.
public final class ArchiveReader: ByteSource {
    private let library: zarf_archive
    private let archive: OpaquePointer
    private let name: String
    private var hasContent = false

    /// libarchive converts names with the locale's functions and crashes on `café.txt` without one that knows UTF-8.
    ///
    /// - throws: `ArchiveError` if there is no libarchive.
    private static func load(for archive: String) throws -> zarf_archive {
        _ = setlocale(LC_CTYPE, "C.UTF-8")
        var library = zarf_archive()
        if let reason = zarf_archive_load(&library) {
            throw ArchiveError.codec(operation: "read", archive: archive, reason: String(cString: reason))
        }
        return library
    }

    /// Opens an archive file; its format is found by its content.
    public init(_ path: FilePath) throws {
        name = path.string
        // For its message: libarchive's would not be ours.
        _ = try OpenFile.open(reading: path)
        library = try Self.load(for: path.string)
        guard let archive = library.archive_read_new() else {
            throw ArchiveError.codec(operation: "read", archive: path.string, reason: "out of memory")
        }
        self.archive = archive
        // Not `…_all`: that would run programs for rare formats.
        for support in [
            library.archive_read_support_filter_gzip, library.archive_read_support_filter_bzip2,
            library.archive_read_support_filter_xz,
            library.archive_read_support_filter_lzma, library.archive_read_support_filter_zstd,
            library.archive_read_support_filter_lz4,
            library.archive_read_support_filter_compress, library.archive_read_support_format_tar,
            library.archive_read_support_format_gnutar,
            library.archive_read_support_format_zip, library.archive_read_support_format_7zip,
            library.archive_read_support_format_cpio,
        ] { _ = support?(archive) }
        try check(path.withPlatformString { library.archive_read_open_filename(archive, $0, 64 << 10) })
    }

    deinit { _ = library.archive_read_free(archive) }

    /// The next entry, or nil at the end. A file's size is 0 if the archive does not say it beforehand.
    public func next() throws -> TarEntry? {
        hasContent = false
        var header: OpaquePointer?
        let status = library.archive_read_next_header(archive, &header)
        guard status != ARCHIVE_EOF else { return nil }
        try check(status)
        guard let header, let path = library.archive_entry_pathname(header).map({ String(cString: $0) }), !path.isEmpty
        else {
            throw ArchiveError.malformed(archive: name, reason: "an entry without a name")
        }
        guard library.archive_entry_is_encrypted(header) == 0 else {
            throw ArchiveError.malformed(archive: name, reason: "entry \(quoted(path)) is encrypted")
        }
        let kind = entryKind(header)
        hasContent = kind == .file
        let target = kind == .hardLink ? library.archive_entry_hardlink(header) : library.archive_entry_symlink(header)
        return TarEntry(
            name: path, kind: kind, mode: mode_t(library.archive_entry_perm(header)) & 0o7777,
            byteCount: hasContent ? max(0, library.archive_entry_size(header)) : 0,
            linkTarget: kind == .hardLink || kind == .symbolicLink ? target.map { String(cString: $0) } ?? "" : "")
    }

    /// Reads the content of the current entry; 0 at its end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard hasContent, buffer.count > 0 else { return 0 }
        let count = library.archive_read_data(archive, buffer.baseAddress, buffer.count)
        if count < 0 { try check(Int32(truncatingIfNeeded: count)) }
        return max(0, count)
    }

    private func entryKind(_ header: OpaquePointer) -> TarEntry.Kind {
        if library.archive_entry_hardlink(header) != nil { return .hardLink }
        return switch library.archive_entry_filetype(header) & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symbolicLink
        default: .special
        }
    }

    /// libarchive repeats FATAL for ever, and RETRY may never end: only OK and WARN go on.
    private func check(_ status: Int32) throws(ArchiveError) {
        guard status != ARCHIVE_OK, status != ARCHIVE_WARN else { return }
        let reason = library.archive_error_string(archive).map { String(cString: $0) } ?? "unknown format"
        let text = reason.prefix(1).lowercased() + reason.dropFirst()
        throw .malformed(archive: name, reason: text)
    }
}

extension Extraction {
    /// Extracts every entry that an archive has left.
    public func extractAll(_ reader: ArchiveReader) throws {
        while let entry = try reader.next() { try extract(entry, from: reader) }
    }
}
