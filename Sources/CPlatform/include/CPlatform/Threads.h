#pragma once

// Threads that are gone when the call returns.

/// How many processors this process may run on. The C functions are sched_getaffinity(2) on Linux, sysconf(3) elsewhere.
int platform_processors(void);

/// Calls `body` with every number below `count`, each on a thread of its own but 0, which is called here, and returns
/// when all have returned: no thread is left. A call for which the system grants no thread is made here. Threads may run
/// wherever the caller may.
/// The C functions are pthread_create(3), pthread_join(3) and, on Linux, sched_setaffinity(2).
void platform_in_parallel(int count, void (*body)(void *context, int number), void *context);
