import Glibc
public import SystemPackage

/// The folder of what judges have answered: Tests/Fixtures, or what `ZARF_ANSWERS` names.
public let answers =
    getenv("ZARF_ANSWERS").map { FilePath(String(cString: $0)) }
    ?? FilePath(#filePath).removingLastComponent().removingLastComponent().appending("Fixtures")
