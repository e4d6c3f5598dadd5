// Runs commands in turn and reports the time of each run, from before its start to after its end.
//
//   spawn ROUNDS CPUS FROM TO COMMAND [ARGUMENT …] [::: CPUS FROM TO COMMAND …]…
//
// A command runs on the first CPUS processors that this process may use. Before each run, and not timed, the file FROM
// is copied over TO, unless they are "-". Prints a line for each run: which command (0, 1, …), nanoseconds, and the most
// memory that was resident, in kilobytes. What the command writes to standard output is dropped.
//
// It is a small static program because a child's resident memory counts from its parent's, and a start by a large
// parent takes longer.

#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void use_processors(const cpu_set_t *allowed, int count) {
    cpu_set_t chosen;
    CPU_ZERO(&chosen);
    for (int cpu = 0; cpu < CPU_SETSIZE && count > 0; cpu++) {
        if (CPU_ISSET(cpu, allowed)) {
            CPU_SET(cpu, &chosen);
            count--;
        }
    }
    if (sched_setaffinity(0, sizeof chosen, &chosen) != 0) fail("sched_setaffinity");
}

static void copy(const char *from, const char *to) {
    if (strcmp(from, "-") == 0) return;
    int source = open(from, O_RDONLY);
    int target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    struct stat status;
    if (source < 0 || target < 0 || fstat(source, &status) != 0) fail(to);
    for (off_t left = status.st_size; left > 0;) {
        ssize_t count = sendfile(target, source, NULL, left);
        if (count <= 0) fail(to);
        left -= count;
    }
    close(source);
    close(target);
}

static void run(int index, char **command, const posix_spawn_file_actions_t *actions) {
    pid_t child;
    int status;
    struct rusage usage;
    long long start = now();
    if (posix_spawn(&child, command[0], actions, NULL, command, environ) != 0) fail(command[0]);
    if (wait4(child, &status, 0, &usage) != child) fail("wait4");
    long long time = now() - start;
    if (status != 0) {
        fprintf(stderr, "%s: status %#x\n", command[0], status);
        exit(1);
    }
    printf("%d %lld %ld\n", index, time, usage.ru_maxrss);
}

int main(int count, char **arguments) {
    if (count < 6) {
        fprintf(stderr, "usage: spawn ROUNDS CPUS FROM TO COMMAND [ARGUMENT ...] [::: CPUS FROM TO COMMAND ...]...\n");
        return 64;
    }
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) fail("sched_getaffinity");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);

    for (int i = 2; i < count; i++) {
        if (strcmp(arguments[i], ":::") == 0) arguments[i] = NULL;
    }
    for (int round = atoi(arguments[1]); round > 0; round--) {
        int index = 0;
        for (int i = 2; i < count; i++, index++) {
            char **group = &arguments[i];
            copy(group[1], group[2]);
            use_processors(&allowed, atoi(group[0]));
            run(index, &group[3], &actions);
            while (i < count && arguments[i] != NULL) i++;
        }
    }
    return 0;
}
