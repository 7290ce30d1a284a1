/// The rule that names in packages and archives keep to.
///
/// zarf v0.84 src/pkg/archive/archive.go validateEntryName: what some system could not create, or would take for something else.
public enum PortableName {
    /// Why a name may not be extracted, or nil if it may: it must be relative, plain, and fit every system.
    public static func objection(to name: String) -> String? {
        let bytes = name.utf8
        guard !bytes.isEmpty else { return "an empty name" }
        guard bytes.count <= TarFormat.maximumNameByteCount else {
            return "a name longer than \(TarFormat.maximumNameByteCount) bytes"
        }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return "a control character in the name" }
        if bytes.contains(UInt8(ascii: "\\")) { return "a backslash in the name" }
        if bytes.contains(UInt8(ascii: ":")) { return "a colon in the name" }
        if bytes.first == UInt8(ascii: "/") { return "an absolute name" }
        for component in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if let objection = objection(toComponent: component) { return objection }
        }
        return nil
    }

    /// The name without `.` components and doubled slashes; `..` stays, to be refused.
    public static func shortest(_ name: String) -> String {
        let components = name.utf8.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
        let path = components.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        return name.utf8.first == UInt8(ascii: "/") ? "/" + path : path
    }

    private static func objection(toComponent component: Substring.UTF8View) -> String? {
        if component.elementsEqual("..".utf8) { return "a name that leaves the directory" }
        if component.isEmpty || component.elementsEqual(".".utf8) { return "a name that is not in its shortest form" }
        if component.last == UInt8(ascii: ".") || component.last == UInt8(ascii: " ") {
            return "a name that ends in a dot or space"
        }
        return isDevice(component) ? "the name of a Windows device" : nil
    }

    /// CON, PRN, AUX, NUL, COM0 to COM9 and LPT0 to LPT9, whatever the case and the extension.
    private static func isDevice(_ component: Substring.UTF8View) -> Bool {
        let stem = component.prefix { $0 != UInt8(ascii: ".") }
        guard stem.count == 3 || stem.count == 4 else { return false }
        let upper = String(decoding: stem, as: UTF8.self).uppercased()
        if stem.count == 3 { return ["CON", "PRN", "AUX", "NUL"].contains(upper) }
        return (upper.hasPrefix("COM") || upper.hasPrefix("LPT")) && (0x30...0x39).contains(stem.last ?? 0)
    }
}
