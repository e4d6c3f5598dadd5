#pragma once

// Hidden input at a terminal.

#include <signal.h>
#include <termios.h>

/// Sets a terminal so that what is typed is not shown and comes as it is typed, in lines of any length; the keys that
/// send signals still do. Keeps in `before` what it was. The C functions are tcgetattr(3), cfmakeraw(3), tcsetattr(3).
int platform_hide_input(int terminal, struct termios *before);

/// Sets it back, and drops what has been typed and not been read. The C function is tcsetattr(3).
int platform_show_input(int terminal, const struct termios *before);

/// Keeps the signals that a terminal sends, and SIGTERM, from taking effect. The C function is sigprocmask(2).
void platform_hold_signals(sigset_t *before);

/// Lets them take effect again. The C function is sigprocmask(2).
void platform_release_signals(const sigset_t *before);

/// Waits until a descriptor can be read, at most so many milliseconds if they are not negative. Returns 0 then, the
/// number of a held signal that came before, which will not take effect, or -1 with errno set, ETIMEDOUT when the time
/// was up. The C functions are sigaction(2) and pselect(2).
int platform_wait_for_input(int descriptor, int milliseconds);

/// How many columns a terminal has; 0 when that is not known. The C function is ioctl(2) with TIOCGWINSZ.
int platform_columns(int terminal);
