import CLinux
import Glibc
import SystemPackage

/// Opens `path` below an open directory and nowhere else: no `..`, no absolute path, no symbolic link on the way or at the end.
///
/// - path: components joined by `/`, each a plain name.
/// - flags: of open(2); close-on-exec is added.
public func openBeneath(
    _ directory: OpenFile, _ path: String, flags: Int32, mode: mode_t = 0
) throws(FileError) -> OpenFile {
    let shown = directory.path.string + "/" + path
    guard isPlainRelativePath(path) else { throw .system(operation: "open", path: shown, errno: .permissionDenied) }
    let verb = flags & O_CREAT != 0 ? "create" : "open"
    let all = flags | O_CLOEXEC | O_NOFOLLOW
    let resolve = UInt64(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS)
    do {
        let descriptor = try systemCall(verb, shown) {
            zarf_openat2(directory.descriptor, path, all, flags & O_CREAT != 0 ? mode : 0, resolve)
        }
        return OpenFile(descriptor: descriptor, path: FilePath(shown))
    } catch .system(_, _, .noFunction) {
        // Kernels before 5.6 and some sandboxes have no openat2.
        return try openStepwise(directory, path, flags: all, mode: mode, verb: verb)
    }
}

/// O_PATH of open(2): the descriptor only names a place, for the `…at` calls.
public let openPathOnly = Int32(zarf_open_path_only)

/// Whether `path` leads to something below `directory` when all symbolic links are followed. False where the kernel cannot tell.
public func leadsBeneath(_ directory: OpenFile, _ path: String) -> Bool {
    let descriptor = zarf_openat2(directory.descriptor, path, openPathOnly | O_CLOEXEC, 0, UInt64(RESOLVE_BENEATH))
    if descriptor >= 0 { close(descriptor) }
    return descriptor >= 0
}

/// Whether a path is relative and each of its components is a plain name: not empty, not `.`, not `..`.
public func isPlainRelativePath(_ path: String) -> Bool {
    !path.isEmpty && !path.utf8.contains(0)
        && path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
}

/// The same, component by component: each directory is opened without following a link before the next one is looked up in it.
package func openStepwise(
    _ directory: OpenFile, _ path: String, flags: Int32, mode: mode_t, verb: String
) throws(FileError) -> OpenFile {
    let components = path.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    var current = directory
    for (index, component) in components.enumerated() {
        let isLast = index == components.count - 1
        let shown = current.path.appending(component)
        let stepFlags = isLast ? flags : openPathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try systemCall(verb, shown.string) { openat(current.descriptor, component, stepFlags, mode) }
        current = OpenFile(descriptor: descriptor, path: shown)
    }
    return current
}
