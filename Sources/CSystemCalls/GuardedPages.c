// Memory for secrets. Every piece is a mapping of its own: a guard page, the usable pages, a guard page. The bytes end
// where the second guard begins, so unmapping finds the mapping from the address and the size alone.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CSystemCalls.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>

// The size of a huge page where a page has 4 KB; elsewhere it is as good a multiple as any.
enum { huge_page_size = 1 << 21 };

static size_t page_size(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t rounded_up(size_t size, size_t unit) {
    return (size + unit - 1) / unit * unit;
}

void *systemcalls_map_guarded(size_t size) {
    size_t page = page_size();
    if (size > PTRDIFF_MAX - huge_page_size - 3 * page) {
        errno = ENOMEM;
        return NULL;
    }
    size_t usable = rounded_up(size, page);
    size_t all = usable + 2 * page;
    size_t slack = usable < huge_page_size ? 0 : huge_page_size;
    char *start = mmap(NULL, all + slack, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return NULL;
    if (slack > 0) {
        // The usable pages begin where a huge page can; what is mapped around them and their guards goes back.
        char *aligned = (char *)rounded_up((uintptr_t)start + page, huge_page_size) - page;
        size_t before = (size_t)(aligned - start);
        if (before > 0) munmap(start, before);
        if (before < slack) munmap(aligned + all, slack - before);
        start = aligned;
    }
    if (mprotect(start + page, usable, PROT_READ | PROT_WRITE) < 0) {
        munmap(start, all);
        return NULL;
    }
    systemcalls_prefer_huge_pages(start + page, usable);
#if defined(MADV_DONTDUMP)
    if (madvise(start + page, usable, MADV_DONTDUMP) < 0) {
        munmap(start, all);
        return NULL;
    }
#endif
    // RLIMIT_MEMLOCK may forbid it; the memory then serves as it is.
    mlock(start + page, usable);
    return start + page + usable - size;
}

void systemcalls_unmap_guarded(void *address, size_t size) {
    size_t page = page_size();
    size_t usable = rounded_up(size, page);
    munmap((char *)address + size - usable - page, usable + 2 * page);
}

void systemcalls_prefer_huge_pages(void *address, size_t size) {
#if defined(MADV_HUGEPAGE)
    if (size < huge_page_size) return;
    size_t page = page_size();
    uintptr_t start = rounded_up((uintptr_t)address, page);
    uintptr_t end = ((uintptr_t)address + size) / page * page;
    madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
    (void)address;
    (void)size;
#endif
}
