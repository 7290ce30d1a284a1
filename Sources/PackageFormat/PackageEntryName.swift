/// The names of what a package holds, their order.
///
/// zarf v0.84 src/pkg/packager/layout/layout.go.
public enum PackageEntryName {
    /// The definition, and the root of trust.
    public static let definition = "zarf.yaml"
    /// Digests of everything else.
    public static let checksums = "checksums.txt"
    /// The signature, a Sigstore bundle.
    public static let signatureBundle = "zarf.bundle.sig"
    /// The signature as old versions wrote it.
    public static let legacySignature = "zarf.yaml.sig"
    /// Merged values of the package.
    public static let values = "values.yaml"
    /// The schema of the values.
    public static let valuesSchema = "values.schema.json"
    /// Software bills of materials.
    public static let sboms = "sboms.tar"
    /// Documentation files.
    public static let documentation = "documentation.tar"
    /// The index of the image layout.
    public static let imageIndex = "images/index.json"
    /// The marker of the image layout.
    public static let imageLayout = "images/oci-layout"

    /// The tar of a component.
    public static func component(_ name: String) -> String { "components/\(name).tar" }
    /// A blob of the image layout, by its SHA-256.
    public static func blob(_ hex: String) -> String { "images/blobs/sha256/\(hex)" }

    /// Entries that `checksums.txt` never names.
    static let unlisted: Set<String> = [definition, checksums, legacySignature, signatureBundle]

    /// Whether `first` comes before `second` in a package: what must be trusted first, and what is small, comes first.
    public static func precedes(_ first: String, _ second: String) -> Bool {
        let (firstRank, secondRank) = (rank(first), rank(second))
        return firstRank == secondRank ? first.utf8.lexicographicallyPrecedes(second.utf8) : firstRank < secondRank
    }

    private static func rank(_ name: String) -> Int {
        switch name {
        case definition: 0
        case checksums: 1
        case signatureBundle, legacySignature: 2
        case values, valuesSchema: 3
        case sboms: 6
        case documentation: 7
        case imageLayout: 8
        case imageIndex: 9
        default: name.hasPrefix("components/") ? 5 : name.hasPrefix("images/") ? 10 : name.contains("/") ? 11 : 4
        }
    }
}
