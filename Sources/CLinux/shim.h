// Linux and GNU calls that Swift's Glibc module does not show.
#include <fcntl.h>
#include <linux/openat2.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

int pipe2(int ends[2], int flags);
long syscall(long number, ...);
int syncfs(int descriptor);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

// openat2(2): opens below `directory`, resolving as `resolve` allows (RESOLVE_BENEATH keeps every step inside).
static inline int zarf_openat2(int directory, const char *path, int flags, mode_t mode, unsigned long long resolve) {
    struct open_how how = {.flags = (unsigned)flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

// O_PATH: a descriptor that only names a place.
static const int zarf_open_path_only = __O_PATH;
