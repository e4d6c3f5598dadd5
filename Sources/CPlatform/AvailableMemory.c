// How much memory this process can still use. A failed allocation of a Swift array ends the process, and exceeding a
// control group's limit kills it, so both are checked before a large allocation.

#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static uint64_t least(uint64_t left, uint64_t right) {
    return left < right ? left : right;
}

static uint64_t difference(uint64_t whole, uint64_t part) {
    return part < whole ? whole - part : 0;
}

static uint64_t product(uint64_t left, uint64_t right) {
    uint64_t result;
    return __builtin_mul_overflow(left, right, &result) ? UINT64_MAX : result;
}

static uint64_t installed(uint64_t page) {
    long pages = sysconf(_SC_PHYS_PAGES);
    return pages > 0 ? product((uint64_t)pages, page) : UINT64_MAX;
}

static uint64_t address_space_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) < 0 || limit.rlim_cur == RLIM_INFINITY) return UINT64_MAX;
    return limit.rlim_cur;
}

#if defined(__linux__)

// Reads the beginning of a small file as a string. Returns 0 when there is none.
static int read_text(const char *path, char *text, size_t size) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return 0;
    size_t count = 0;
    while (count < size - 1) {
        ssize_t more = read(descriptor, text + count, size - 1 - count);
        if (more <= 0) break;
        count += (size_t)more;
    }
    close(descriptor);
    text[count] = '\0';
    return count > 0;
}

// The number in a file. "max", and anything that is not a number, means no limit.
static uint64_t read_limit(const char *path) {
    char text[32], *end;
    if (!read_text(path, text, sizeof text)) return UINT64_MAX;
    unsigned long long number = strtoull(text, &end, 10);
    return end == text ? UINT64_MAX : number;
}

// The least limit of a control group and its ancestors. A group that is not found has none: a container may see other
// paths than the host. The walk ends at the top of the mounted hierarchy.
static uint64_t group_limit(const char *mount, const char *group, const char *name) {
    char path[4096];
    uint64_t limit = UINT64_MAX;
    size_t length = strlen(group);
    while (1) {
        int count = snprintf(path, sizeof path, "%s%.*s/%s", mount, (int)length, group, name);
        if (count > 0 && (size_t)count < sizeof path) limit = least(limit, read_limit(path));
        if (length == 0) return limit;
        do length--; while (length > 0 && group[length] != '/');
    }
}

// The least limit of the groups in /proc/self/cgroup: lines of NUMBER:CONTROLLERS:PATH.
static uint64_t control_group_limit(void) {
    char text[8192];
    uint64_t limit = UINT64_MAX;
    if (!read_text("/proc/self/cgroup", text, sizeof text)) return limit;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *controllers = strchr(line, ':');
        char *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group) continue;
        *group++ = '\0';
        if (strcmp(controllers, ":") == 0) limit = least(limit, group_limit("/sys/fs/cgroup", group, "memory.max"));
        if (strstr(controllers, "memory")) {
            limit = least(limit, group_limit("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes"));
        }
    }
    return limit;
}

static uint64_t available_in_machine(uint64_t page) {
    char text[1024];
    const char *name = "MemAvailable:";
    const char *line = read_text("/proc/meminfo", text, sizeof text) ? strstr(text, name) : NULL;
    return line ? product(strtoull(line + strlen(name), NULL, 10), 1024) : installed(page);
}

size_t platform_available_memory(void) {
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    char text[128];
    unsigned long long mapped = 0, resident = 0;
    if (read_text("/proc/self/statm", text, sizeof text)) sscanf(text, "%llu %llu", &mapped, &resident);
    uint64_t available = least(available_in_machine(page), difference(control_group_limit(), product(resident, page)));
    available = least(available, difference(address_space_limit(), product(mapped, page)));
    return available > SIZE_MAX ? SIZE_MAX : (size_t)available;
}

#else

size_t platform_available_memory(void) {
    uint64_t available = least(installed((uint64_t)sysconf(_SC_PAGESIZE)), address_space_limit());
    return available > SIZE_MAX ? SIZE_MAX : (size_t)available;
}

#endif
