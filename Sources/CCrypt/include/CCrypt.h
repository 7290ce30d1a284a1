#pragma once

/// Bytes that a hash can have, with the NUL that ends it.
#define ZARF_CRYPT_OUTPUT_SIZE 384

/// Hashes a password as crypt(3) does, with libxcrypt, which is loaded when it is first needed.
/// Both texts end with NUL. Returns nothing, or what went wrong.
const char *zarf_crypt(const unsigned char *password, const unsigned char *setting, char *hash);
