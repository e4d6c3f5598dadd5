#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <sys/select.h>
#include <sys/ioctl.h>

static const int held[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
enum { held_count = sizeof held / sizeof *held };

static volatile sig_atomic_t caught;

static void catch_signal(int signal) {
    caught = signal;
}

int platform_hide_input(int terminal, struct termios *before) {
    if (tcgetattr(terminal, before) < 0) return -1;
    struct termios hidden = *before;
    cfmakeraw(&hidden);
    hidden.c_lflag |= ISIG;
    hidden.c_oflag = before->c_oflag;
    return tcsetattr(terminal, TCSAFLUSH, &hidden);
}

int platform_show_input(int terminal, const struct termios *before) {
    return tcsetattr(terminal, TCSAFLUSH, before);
}

void platform_hold_signals(sigset_t *before) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < held_count; index++) sigaddset(&set, held[index]);
    sigprocmask(SIG_BLOCK, &set, before);
}

void platform_release_signals(const sigset_t *before) {
    sigprocmask(SIG_SETMASK, before, NULL);
}

int platform_wait_for_input(int descriptor, int milliseconds) {
    if (descriptor >= FD_SETSIZE) {
        errno = EBADF;
        return -1;
    }
    struct sigaction catching = {.sa_handler = catch_signal}, before[held_count];
    sigset_t open;
    sigprocmask(SIG_BLOCK, NULL, &open);
    caught = 0;
    for (int index = 0; index < held_count; index++) {
        sigaction(held[index], NULL, &before[index]);
        // Signals ignored at the start (nohup) stay ignored.
        if (before[index].sa_handler != SIG_IGN) sigaction(held[index], &catching, NULL);
        sigdelset(&open, held[index]);
    }
    fd_set descriptors;
    FD_ZERO(&descriptors);
    FD_SET(descriptor, &descriptors);
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    int status = pselect(descriptor + 1, &descriptors, NULL, NULL, milliseconds < 0 ? NULL : &time, &open);
    int error = status == 0 ? ETIMEDOUT : errno;
    for (int index = 0; index < held_count; index++) sigaction(held[index], &before[index], NULL);
    if (caught) return caught;
    if (status > 0) return 0;
    errno = error;
    return -1;
}

int platform_columns(int terminal) {
    struct winsize size;
    return ioctl(terminal, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
