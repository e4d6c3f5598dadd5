#pragma once

// Guarded memory for secrets, and how much memory there is.

#include <stddef.h>

/// Memory for `size` bytes, all zero. Before its first page, and right after its last byte, are pages that
/// cannot be touched; core dumps leave it out, and it stays in RAM where RLIMIT_MEMLOCK allows that. Returns its address;
/// NULL, with the reason in `error`, when there is none. It must be wiped before it is given back.
/// The C functions are mmap(2), mprotect(2), madvise(2) with MADV_DONTDUMP, and mlock(2).
void *platform_map_guarded(size_t size, int *error);

/// Whether this process may lock that many bytes of memory now. Sets errno when not. The C function is mlock(2).
_Bool platform_can_lock(size_t size);

/// 1 when the system gives randomness, else 0: an old kernel, or a filter of system calls, and no /dev.
/// The C functions are getrandom(2) and open(2) of /dev/urandom on Linux; Darwin always gives it.
int platform_has_randomness(void);

/// Gives such memory back, wiped; `size` is the requested size. A few pages are kept for later calls, the rest is unmapped.
/// The C function is munmap(2).
void platform_unmap_guarded(void *address, size_t size);

/// How many bytes of memory this process may still take before the system refuses it or kills it: the least of what the
/// machine has available, of the limits of the process's control groups, and of RLIMIT_AS. What cannot be read (there may
/// be no /proc) is no limit. The C functions are sysconf(3), getrlimit(2) and, on Linux, reading /proc and /sys/fs/cgroup.
size_t platform_available_memory(void);
