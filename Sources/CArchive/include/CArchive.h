// libarchive, loaded when first needed: linked in the ordinary way it brings libxml2 and ICU along, which would cost
// every start of a tool 3 ms, whether it reads foreign archives or not.
#pragma once
#include <archive.h>
#include <archive_entry.h>

// The functions that are used.
#define ZARF_ARCHIVE_FUNCTIONS(F) \
    F(archive_read_new) F(archive_read_free) F(archive_read_open_filename) F(archive_read_next_header) \
    F(archive_read_data) F(archive_error_string) F(archive_entry_pathname) F(archive_entry_is_encrypted) \
    F(archive_entry_hardlink) F(archive_entry_symlink) F(archive_entry_perm) F(archive_entry_size) \
    F(archive_entry_filetype) F(archive_read_support_filter_gzip) F(archive_read_support_filter_bzip2) \
    F(archive_read_support_filter_xz) F(archive_read_support_filter_lzma) F(archive_read_support_filter_zstd) \
    F(archive_read_support_filter_lz4) F(archive_read_support_filter_compress) F(archive_read_support_format_tar) \
    F(archive_read_support_format_gnutar) F(archive_read_support_format_zip) F(archive_read_support_format_7zip) \
    F(archive_read_support_format_cpio)

#define ZARF_ARCHIVE_MEMBER(name) __typeof__(&name) name;
struct zarf_archive { ZARF_ARCHIVE_FUNCTIONS(ZARF_ARCHIVE_MEMBER) };
#undef ZARF_ARCHIVE_MEMBER

// Loads libarchive and finds its functions. Returns NULL or why it failed.
const char *zarf_archive_load(struct zarf_archive *library);
