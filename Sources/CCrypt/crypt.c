#include "CCrypt.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

const char *zarf_crypt(const unsigned char *password, const unsigned char *setting, char *hash) {
    // crypt_ra(3) of libxcrypt allocates what it works in.
    char *(*crypt_ra)(const char *, const char *, void **, int *) = 0;
    const char *const names[] = {"libcrypt.so.1", "libcrypt.so.2"};
    for (unsigned i = 0; i < sizeof names / sizeof *names && !crypt_ra; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (library) crypt_ra = (__typeof__(crypt_ra))dlsym(library, "crypt_ra");
    }
    if (!crypt_ra) return "libcrypt is missing (Debian's libcrypt1)";
    void *work = 0;
    int size = 0;
    const char *made = crypt_ra((const char *)password, (const char *)setting, &work, &size);
    const char *failure = !made || made[0] == '*' || strlen(made) >= ZARF_CRYPT_OUTPUT_SIZE ? "not supported by libcrypt" : 0;
    if (!failure) strcpy(hash, made);
    if (work) memset(work, 0, (unsigned)size);
    free(work);
    return failure;
}
