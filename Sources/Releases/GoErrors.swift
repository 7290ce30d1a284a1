import Charts
import GoTemplate

/// Turns what rendering throws, in Helm's words, into a failure.
func goErrors<Result>(_ prefix: String = "", _ work: () throws -> Result) throws -> Result {
    do {
        return try work()
    } catch let error as GoError {
        throw ReleaseError.refused(prefix + error.text.text)
    } catch let failure as RenderFailure {
        throw ReleaseError.refused(prefix + failure.text)
    }
}

extension ReleaseActions {
    /// Throws `GoError` for a name that no release can have.
    static func checkName(_ name: String) throws {
        var options = Charts.ReleaseOptions()
        options.name = name
        try options.checkName()
    }
}
