// Memory for secrets. Every piece is a mapping of its own: a guard page, the usable pages, a guard page. The bytes end
// where the second guard begins, so unmapping finds the mapping from the address and the size alone.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif

static size_t page_size(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t rounded_up(size_t size, size_t page) {
    return (size + page - 1) / page * page;
}

// Pieces of one page that were given back, wiped. Most secrets fit into a page, and a new mapping takes five system calls and a
// page fault: with two keys and a document, as long as everything else that an agent does for a request. They stay between
// their guards, locked, and out of core dumps. NULL is a free slot.
static char *_Atomic spares[4];

static char *take_spare(void) {
    for (size_t slot = 0; slot < sizeof spares / sizeof *spares; slot++) {
        if (!atomic_load_explicit(&spares[slot], memory_order_relaxed)) continue;
        char *start = atomic_exchange(&spares[slot], NULL);
        if (start) return start;
    }
    return NULL;
}

static _Bool keep_spare(char *start) {
    for (size_t slot = 0; slot < sizeof spares / sizeof *spares; slot++) {
        char *none = NULL;
        if (atomic_compare_exchange_strong(&spares[slot], &none, start)) return 1;
    }
    return 0;
}

void *platform_map_guarded(size_t size, int *error) {
    size_t page = page_size();
    *error = ENOMEM;
    if (size > PTRDIFF_MAX - 3 * page) return NULL;
    size_t usable = rounded_up(size, page);
    size_t all = usable + 2 * page;
    char *spare = usable == page ? take_spare() : NULL;
    if (spare) return spare + 2 * page - size;
    char *start = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) {
        *error = errno;
        return NULL;
    }
    if (mprotect(start + page, usable, PROT_READ | PROT_WRITE) < 0) {
        *error = errno;
        munmap(start, all);
        return NULL;
    }
#if defined(MADV_DONTDUMP)
    if (madvise(start + page, usable, MADV_DONTDUMP) < 0) {
        *error = errno;
        munmap(start, all);
        return NULL;
    }
#endif
    // RLIMIT_MEMLOCK may forbid it; the memory is then used unlocked.
    mlock(start + page, usable);
    return start + page + usable - size;
}

_Bool platform_can_lock(size_t size) {
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 0;
    int is_locked = mlock(memory, size) == 0;
    int error = errno;
    munmap(memory, size);
    errno = error;
    return is_locked;
}

void platform_unmap_guarded(void *address, size_t size) {
    size_t page = page_size();
    size_t usable = rounded_up(size, page);
    char *start = (char *)address + size - usable - page;
    if (usable == page && keep_spare(start)) return;
    munmap(start, usable + 2 * page);
}

int platform_has_randomness(void) {
#if defined(__linux__)
    char byte;
    long count;
    do count = syscall(SYS_getrandom, &byte, sizeof byte, 0); while (count < 0 && errno == EINTR);
    if (count == sizeof byte) return 1;
    int device = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (device < 0) return 0;
    struct stat status;
    int is_device = fstat(device, &status) == 0 && S_ISCHR(status.st_mode) && read(device, &byte, 1) == 1;
    close(device);
    return is_device;
#else
    return 1;
#endif
}
