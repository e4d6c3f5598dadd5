#include "CPlatform/CPlatform.h"

extern char **environ;

static char **arguments;

// Constructors get what main gets, from glibc and from Darwin's loader.
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
