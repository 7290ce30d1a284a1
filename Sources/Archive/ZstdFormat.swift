import CZstd

/// The numbers of the Zstandard format that we rely on (RFC 8878).
public enum ZstdFormat {
    /// RFC 8878 3.1.1: the first four bytes of a frame.
    public static let frameMagic: UInt32 = 0xFD2F_B528
    /// RFC 8878 3.1.2: skippable frames have one of sixteen magic numbers from here on.
    public static let skippableMagics: ClosedRange<UInt32> = 0x184D_2A50...0x184D_2A5F
    /// RFC 8878 3.1.1.2.3: no block holds more.
    public static let maximumBlockByteCount = 128 << 10
    /// A frame that asks for more memory than 128 MiB is refused: hostile ones name gigabytes in nine bytes.
    public static let maximumWindowLog: Int32 = 27
    /// A single-segment frame has a window of its whole content, and decoders need not take more than 8 MiB.
    public static let maximumFrameContentByteCount = 8 << 20

    /// Turns the result of a libzstd call into an error that names what is read or written.
    static func check(_ code: Int, _ operation: String, _ name: String) throws(ArchiveError) -> Int {
        guard ZSTD_isError(code) != 0 else { return code }
        let reason = String(cString: ZSTD_getErrorName(code)).lowercased()
        switch ZSTD_getErrorCode(code) {
        case ZSTD_error_frameParameter_windowTooLarge:
            throw .overLimit(archive: name, limit: "\((1 << maximumWindowLog) >> 20) MiB for a zstd window")
        case ZSTD_error_memory_allocation, ZSTD_error_GENERIC:
            throw .codec(operation: operation, archive: name, reason: "zstd: \(reason)")
        default:
            throw operation == "read"
                ? .malformed(archive: name, reason: "zstd: \(reason)")
                : .codec(operation: operation, archive: name, reason: "zstd: \(reason)")
        }
    }
}

/// Appends a number in little-endian order, as zstd has all its numbers.
package func appendLittleEndian<Number: FixedWidthInteger>(_ number: Number, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
}

/// Reads a little-endian number at the start of some bytes, which must hold it.
package func littleEndian<Number: FixedWidthInteger>(_ bytes: some Collection<UInt8>, as type: Number.Type) -> Number {
    precondition(bytes.count >= MemoryLayout<Number>.size)
    return bytes.prefix(MemoryLayout<Number>.size).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
}
