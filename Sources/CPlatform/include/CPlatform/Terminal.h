#pragma once

// Hidden input at a terminal.

#include <signal.h>
#include <termios.h>

/// Turns off echo and line buffering of a terminal; keys that send signals still do. Saves its state in `before`. The C
/// functions are tcgetattr(3), cfmakeraw(3), tcsetattr(3).
int platform_hide_input(int terminal, struct termios *before);

/// Restores it, and drops unread input. The C function is tcsetattr(3).
int platform_show_input(int terminal, const struct termios *before);

/// Blocks the signals that a terminal sends, and SIGTERM. The C function is sigprocmask(2).
void platform_hold_signals(sigset_t *before);

/// Lets them take effect again. The C function is sigprocmask(2).
void platform_release_signals(const sigset_t *before);

/// Waits until a descriptor is readable, for at most `milliseconds` unless that is negative. Returns 0; the number of a
/// blocked signal that arrived, which is consumed; or -1 with errno set, ETIMEDOUT after the timeout. The C functions
/// are sigaction(2) and pselect(2).
int platform_wait_for_input(int descriptor, int milliseconds);

/// How many columns a terminal has; 0 when that is not known. The C function is ioctl(2) with TIOCGWINSZ.
int platform_columns(int terminal);
