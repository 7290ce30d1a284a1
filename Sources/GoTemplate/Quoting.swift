import GoText

/// Strings as Go source has them.
extension GoFormat {
    /// `%q`: in double quotes, escaped.
    public static func quoted(_ string: GoString) -> GoString {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(string.count + 2)
        GoQuoting.append(string.bytes, to: &bytes)
        return GoString(bytes)
    }
}
