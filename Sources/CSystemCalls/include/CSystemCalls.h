#pragma once

// The C library's types and constants for files, under one name on every platform.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/// Swaps two directory entries in one atomic step: afterwards each name refers to what the other did.
/// Returns 0, or -1 with errno set: EINVAL or ENOSYS where the kernel or the file system cannot do it.
/// The C function is renameat2(2) with RENAME_EXCHANGE on Linux, renameatx_np(2) with RENAME_SWAP on Darwin.
int systemcalls_exchange(int directory1, const char *name1, int directory2, const char *name2);
