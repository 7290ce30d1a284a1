/// Whether something is as an earlier deployment left it.
public enum Standing: Sendable, Hashable {
    /// It is: nothing need be done.
    case unchanged
    /// Nothing is known of it; as far as can be seen, it was never deployed.
    case unknown
    /// It must be deployed again, for a reason that people are told.
    case changed(String)
}
