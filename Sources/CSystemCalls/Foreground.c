#include "CSystemCalls.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

int systemcalls_run_in_foreground(char *const arguments[], int *exit_status, int *ending_signal) {
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    sigset_t defaults;
    posix_spawnattr_t attributes;
    int error = posix_spawnattr_init(&attributes);
    if (error) {
        errno = error;
        return -1;
    }
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    // What was ignored before stays so; SIGPIPE is this process's own affair.
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    if (interrupt.sa_handler != SIG_IGN) sigaddset(&defaults, SIGINT);
    if (quit.sa_handler != SIG_IGN) sigaddset(&defaults, SIGQUIT);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    pid_t process;
    int status = 0;
    error = posix_spawnp(&process, arguments[0], NULL, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    while (!error && waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) error = errno;
    }
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    *exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    *ending_signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    errno = error;
    return error ? -1 : 0;
}
