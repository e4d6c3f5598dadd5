#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <stdlib.h>
#include <unistd.h>

extern char **environ;

static char **arguments;

// glibc and Darwin's loader pass main's arguments to constructors.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    (void)count;
    arguments = values;
}

char **platform_arguments(void) {
    return arguments;
}

char **platform_environment(void) {
    return environ;
}

// Before main runs, Swift's runtime looks for its backtracer and takes a random seed for its sets. In a static
// executable it reads its own path from /proc, and ends the process when there is no /proc, or no randomness. These
// variables make both look-ups unnecessary. (Without randomness nothing is sealed, but commands that need none work.)
static int root_is_ours, seed_is_ours;

#if defined(__linux__)
// Defined by programs that want this: a library must not change the environment of the program that links it.
extern void platform_owns_process(void) __attribute__((weak));

// Runs before all constructors without a priority, such as the runtime's.
__attribute__((constructor(101))) static void begin_startup(void) {
    char path[1];
    if (!platform_owns_process) return;
    if (!getenv("SWIFT_ROOT") && readlink("/proc/self/exe", path, sizeof path) < 0) {
        root_is_ours = setenv("SWIFT_ROOT", "/", 0) == 0;
    }
    if (!getenv("SWIFT_DETERMINISTIC_HASHING") && !platform_has_randomness()) {
        seed_is_ours = setenv("SWIFT_DETERMINISTIC_HASHING", "1", 0) == 0;
    }
}
#endif

void platform_end_startup(void) {
    if (root_is_ours) unsetenv("SWIFT_ROOT");
    if (seed_is_ours) unsetenv("SWIFT_DETERMINISTIC_HASHING");
    root_is_ours = seed_is_ours = 0;
}
