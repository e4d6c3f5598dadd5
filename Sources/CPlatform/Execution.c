#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

int platform_highest_descriptor(void) {
#if defined(__linux__)
    DIR *stream = opendir("/proc/self/fd");
#else
    DIR *stream = opendir("/dev/fd");
#endif
    int highest = -1;
    struct dirent *entry;
    errno = 0;
    while (stream && (entry = readdir(stream))) {
        int number = atoi(entry->d_name);
        if (number > highest) highest = number;
    }
    int is_complete = stream && errno == 0 && highest >= 0;
    if (stream) closedir(stream);
    if (is_complete) return highest;
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) < 0 || files.rlim_cur > 1 << 20) return 1 << 20;
    return (int)files.rlim_cur - 1;
}

static int leads_to(const char *path, int file) {
    struct stat expected, found;
    if (fstat(file, &expected) < 0) return -1;
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (opened < 0) return -1;
    int status = fstat(opened, &found);
    close(opened);
    if (status < 0) return -1;
    if (found.st_dev == expected.st_dev && found.st_ino == expected.st_ino) return 0;
    errno = ENOENT;
    return -1;
}

static enum platform_step become_program(const struct platform_program *program) {
    if (program->has_user) {
        // A process that is the user already may lack the right to do this: only the result counts.
        int status = platform_become(program->user, program->group, program->groups, program->group_count);
        int error = errno;
        enum platform_step step =
            platform_check_user(program->user, program->group, program->groups, program->group_count);
        if (step != platform_step_none) {
            if (status == 0) return step;
            errno = error;
            return step == platform_step_ids ? platform_step_become : step;
        }
    }
    if (program->file_path && leads_to(program->file_path, program->file) < 0) return platform_step_file;
    if (program->path) {
        execve(program->path, program->arguments, program->environment);
        return platform_step_execute;
    }
    if (program->rehearsed_path && access(program->rehearsed_path, X_OK) < 0) {
        return platform_step_execute;
    }
    return platform_step_none;
}

#if defined(__linux__)

struct attempt {
    const struct platform_program *program;
    enum platform_step step;
    int error;
};

static void *try_it(void *argument) {
    struct attempt *attempt = argument;
    attempt->step = become_program(attempt->program);
    attempt->error = errno;
    return NULL;
}

enum platform_step platform_become_program(const struct platform_program *program, int apart) {
    struct attempt attempt = {.program = program};
    pthread_attr_t attributes;
    pthread_t thread;
    if (!apart || pthread_attr_init(&attributes) != 0) return become_program(program);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    int error = pthread_create(&thread, &attributes, try_it, &attempt);
    pthread_attr_destroy(&attributes);
    // Without a thread, the program is started from here.
    if (error) return become_program(program);
    // execve ends all threads except the calling one, which takes over the process id.
    pthread_join(thread, NULL);
    errno = attempt.error;
    return attempt.step;
}

void platform_execution_limits(size_t *one, size_t *all) {
    // The kernel's MAX_ARG_STRLEN, and bprm_stack_limits: a quarter of the stack, between 128 KiB and 6 MiB.
    size_t least = 131072, most = 6 * 1024 * 1024;
    struct rlimit stack;
    *one = (size_t)sysconf(_SC_PAGESIZE) * 32 - 1;
    *all = most;
    if (getrlimit(RLIMIT_STACK, &stack) < 0) return;
    if (stack.rlim_cur / 4 < *all) *all = (size_t)stack.rlim_cur / 4;
    if (*all < least) *all = least;
}

#else

enum platform_step platform_become_program(const struct platform_program *program, int apart) {
    (void)apart;
    return become_program(program);
}

void platform_execution_limits(size_t *one, size_t *all) {
    long limit = sysconf(_SC_ARG_MAX);
    *all = limit > 0 ? (size_t)limit : 262144;
    *one = *all;
}

#endif
