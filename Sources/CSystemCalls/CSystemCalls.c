// System calls that the C libraries' headers hide from Swift's importer.
#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CSystemCalls.h"

#if defined(__APPLE__)

#include <stdio.h>

int systemcalls_exchange(int directory1, const char *name1, int directory2, const char *name2) {
    return renameatx_np(directory1, name1, directory2, name2, RENAME_SWAP);
}

#else

#include <sys/syscall.h>
#include <unistd.h>

int systemcalls_exchange(int directory1, const char *name1, int directory2, const char *name2) {
    const unsigned int exchange = 1 << 1; // RENAME_EXCHANGE of <linux/fs.h>, which glibc and musl do not both have
    return (int)syscall(SYS_renameat2, directory1, name1, directory2, name2, exchange);
}

#endif
