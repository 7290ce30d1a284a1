/// CRC-32 as in IEEE 802.3, zlib and Ethernet: reflected polynomial 0xEDB88320, all ones in and out.
public func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { state, byte in crc32Table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8) }
}

/// CRC-32 of a text's UTF-8.
public func crc32(_ text: String) -> UInt32 { crc32(text.utf8) }

/// What each value of a byte does to the state.
private let crc32Table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { state, _ in state & 1 == 1 ? 0xEDB8_8320 ^ (state >> 1) : state >> 1 }
}
