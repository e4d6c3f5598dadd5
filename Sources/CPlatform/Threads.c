#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include "CPlatform/CPlatform.h"

#include <pthread.h>
#include <unistd.h>

int platform_processors(void) {
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
#if defined(__linux__)
    // The processors to switch to once the thread runs; NULL when they were set from the start.
    const cpu_set_t *processors;
#endif
};

static void *make(void *argument) {
    struct call *call = argument;
#if defined(__linux__)
    if (call->processors) sched_setaffinity(0, sizeof *call->processors, call->processors);
#endif
    call->body(call->context, call->number);
    return NULL;
}

#if defined(__linux__)
// A thread of a new process often starts on its creator's processor and waits there for milliseconds while another is
// idle. So this one starts on the others.
static int start_elsewhere(struct call *call, const cpu_set_t *processors) {
    int here = sched_getcpu();
    if (here < 0 || here >= CPU_SETSIZE) return 0;
    cpu_set_t others = *processors;
    CPU_CLR(here, &others);
    pthread_attr_t attributes;
    if (CPU_COUNT(&others) == 0 || pthread_attr_init(&attributes) != 0) return 0;
    call->processors = processors;
    int is_started = pthread_attr_setaffinity_np(&attributes, sizeof others, &others) == 0
        && pthread_create(&call->thread, &attributes, make, call) == 0;
    if (!is_started) call->processors = NULL;
    pthread_attr_destroy(&attributes);
    return is_started;
}
#endif

void platform_in_parallel(int count, void (*body)(void *context, int number), void *context) {
    if (count < 1) return;
    struct call calls[count];
#if defined(__linux__)
    cpu_set_t processors;
    int are_known = count > 1 && sched_getaffinity(0, sizeof processors, &processors) == 0;
#endif
    for (int number = 1; number < count; number++) {
        struct call *call = &calls[number];
        *call = (struct call){.body = body, .context = context, .number = number};
#if defined(__linux__)
        call->has_thread = are_known && start_elsewhere(call, &processors);
#endif
        call->has_thread = call->has_thread || pthread_create(&call->thread, NULL, make, call) == 0;
    }
    body(context, 0);
    for (int number = 1; number < count; number++) {
        if (calls[number].has_thread) pthread_join(calls[number].thread, NULL);
        else make(&calls[number]);
    }
}
