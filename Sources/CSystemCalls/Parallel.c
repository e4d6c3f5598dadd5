#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "CSystemCalls.h"

#include <pthread.h>
#include <unistd.h>

int systemcalls_processors(void) {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : (int)online;
}

struct call {
    void (*body)(void *context, int number);
    void *context;
    int number;
    int has_thread;
    pthread_t thread;
};

static void *make(void *argument) {
    struct call *call = argument;
    call->body(call->context, call->number);
    return NULL;
}

void systemcalls_in_parallel(int count, void (*body)(void *context, int number), void *context) {
    if (count < 1) return;
    struct call calls[count];
    for (int number = 1; number < count; number++) {
        calls[number] = (struct call){body, context, number, 0};
        calls[number].has_thread = pthread_create(&calls[number].thread, NULL, make, &calls[number]) == 0;
    }
    body(context, 0);
    for (int number = 1; number < count; number++) {
        if (calls[number].has_thread) pthread_join(calls[number].thread, NULL);
        else make(&calls[number]);
    }
}
