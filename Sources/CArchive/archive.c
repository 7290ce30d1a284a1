#include "CArchive.h"

#include <dlfcn.h>

const char *zarf_archive_load(struct zarf_archive *functions) {
    // The name that libarchive has had on every distribution since version 3.0 of 2012.
    void *library = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
#define FIND(name) \
    if (!(functions->name = (__typeof__(functions->name))dlsym(library, #name))) return dlerror();
    ZARF_ARCHIVE_FUNCTIONS(FIND)
    return 0;
}
