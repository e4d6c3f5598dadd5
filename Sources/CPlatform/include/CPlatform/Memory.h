#pragma once

// Guarded memory for secrets.

#include <stddef.h>

/// New memory for `size` bytes, all zero. In front of its first page, and right behind its last byte, lie pages that
/// cannot be touched; core dumps leave it out, and it stays in RAM where RLIMIT_MEMLOCK allows that. Returns its address;
/// NULL, with errno set, when there is none. It must be wiped before it is given back.
/// The C functions are mmap(2), mprotect(2), madvise(2) with MADV_DONTDUMP, and mlock(2).
void *platform_map_guarded(size_t size);

/// Gives such memory back, with the size that it was asked for. The C function is munmap(2).
void platform_unmap_guarded(void *address, size_t size);
