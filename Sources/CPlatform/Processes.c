#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

// Starts a program, searched in PATH unless its name is a path. Its standard streams are the given descriptors, or else those of
// this process; one that it would not inherit is /dev/null. The
// signals in `defaults` have their default action in it. Returns its process id.
static pid_t launch(
    const char *program,
    char *const arguments[],
    char *const environment[],
    const int streams[3],
    const sigset_t *defaults
) {
    pid_t process = -1;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    int error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = posix_spawn_file_actions_init(&actions);
        if (error == 0) {
            posix_spawnattr_setsigdefault(&attributes, defaults);
            posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
            for (int number = 0; number < 3 && error == 0; number++) {
                if (streams) {
                    error = posix_spawn_file_actions_adddup2(&actions, streams[number], number);
                } else if (fcntl(number, F_GETFD) != 0) {
                    error = posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0);
                }
            }
            if (error == 0) error = posix_spawnp(&process, program, &actions, &attributes, arguments, environment);
            posix_spawn_file_actions_destroy(&actions);
        }
        posix_spawnattr_destroy(&attributes);
    }
    errno = error;
    return error == 0 ? process : -1;
}

// When the program alone has stopped itself, nobody uses the terminal. Then this process stops too, so that the shell
// gets the terminal back, and wakes the program when it continues. When the keyboard stopped both, both have been woken
// by now.
static void stop_with(pid_t process) {
    struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    siginfo_t change = {0};
    if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp()) return;
    nanosleep(&moment, NULL);
    if (waitid(P_PID, (id_t)process, &change, WEXITED | WCONTINUED | WNOHANG | WNOWAIT) < 0 || change.si_pid != 0) return;
    raise(SIGSTOP);
    kill(process, SIGCONT);
}

int platform_run_in_foreground(char *const arguments[], int *exit_status, int *ending_signal) {
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigset_t defaults;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    // A signal that was ignored before stays ignored; only this process ignores SIGPIPE.
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    if (interrupt.sa_handler != SIG_IGN) sigaddset(&defaults, SIGINT);
    if (quit.sa_handler != SIG_IGN) sigaddset(&defaults, SIGQUIT);
    pid_t process = launch(arguments[0], arguments, environ, NULL, &defaults);
    int error = process < 0 ? errno : 0, status = 0;
    while (!error) {
        if (waitpid(process, &status, WUNTRACED) < 0) {
            if (errno != EINTR) error = errno;
        } else if (WIFSTOPPED(status)) {
            stop_with(process);
        } else {
            break;
        }
    }
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    *exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    *ending_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    errno = error;
    return error ? -1 : 0;
}

pid_t platform_spawn(const char *path, char *const arguments[], char *const environment[], int output, int errors) {
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0) return -1;
    int streams[3] = {nothing, output, errors};
    pid_t process = launch(path, arguments, environment, streams, &pipe);
    int error = errno;
    close(nothing);
    errno = error;
    return process;
}

int platform_wait(pid_t process) {
    int status;
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int platform_send(const char *socket_path, const void *bytes, size_t count) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(socket_path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, socket_path);
    socklen_t size = sizeof address;
#if defined(__linux__)
    if (socket_path[0] == '@') {
        // All bytes up to the length are the name of an abstract socket, so it has none behind it.
        address.sun_path[0] = '\0';
        size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(socket_path));
    }
#endif
    int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (descriptor < 0) return -1;
    int status = connect(descriptor, (struct sockaddr *)&address, size);
    if (status == 0) {
        ssize_t sent = send(descriptor, bytes, count, 0);
        if (sent >= 0 && (size_t)sent < count) errno = EMSGSIZE;
        status = sent == (ssize_t)count ? 0 : -1;
    }
    int error = errno;
    close(descriptor);
    errno = error;
    return status;
}

size_t platform_raise_descriptor_limit(void) {
    enum { enough = 1 << 20, usual = 256 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return usual;
    rlim_t wanted = limit.rlim_max < enough ? limit.rlim_max : enough;
    if (limit.rlim_cur < wanted) {
        struct rlimit raised = {.rlim_cur = wanted, .rlim_max = limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    return limit.rlim_cur < enough ? (size_t)limit.rlim_cur : enough;
}

void platform_utc_time(char *text) {
    time_t now = time(NULL);
    struct tm parts;
    text[0] = '\0';
    if (gmtime_r(&now, &parts)) strftime(text, platform_utc_time_size, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

static struct sigaction inherited_pipe_action;
static int are_broken_pipes_ignored = 0;

void platform_ignore_broken_pipes(void) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    if (are_broken_pipes_ignored) return;
    are_broken_pipes_ignored = sigaction(SIGPIPE, &ignore, &inherited_pipe_action) == 0;
}

void platform_restore_broken_pipes(void) {
    if (!are_broken_pipes_ignored) return;
    sigaction(SIGPIPE, &inherited_pipe_action, NULL);
    are_broken_pipes_ignored = 0;
}
