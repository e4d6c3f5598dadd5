#pragma once

// Threads that end before the call returns.

/// How many processors this process may run on. The C functions are sched_getaffinity(2) on Linux, sysconf(3) elsewhere.
int platform_processors(void);

/// Calls `body` with every number below `count`, each on a thread of its own, except 0, which runs on the calling
/// thread. Returns when all have returned. When the system grants no thread, the call runs here. Threads may run on
/// every processor of the caller. The C functions are pthread_create(3), pthread_join(3) and, on Linux,
/// sched_setaffinity(2).
void platform_in_parallel(int count, void (*body)(void *context, int number), void *context);
