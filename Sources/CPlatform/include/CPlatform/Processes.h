#pragma once

// Starting other programs and waiting for them; a datagram to the system's log.

#include <stddef.h>
#include <sys/types.h>

/// Runs a program, which is looked for in PATH, and waits for its end: its exit status, or the signal that ended it.
/// It has this process's standard streams and terminal, and /dev/null for a stream that is closed. Meanwhile SIGINT and
/// SIGQUIT are for it alone.
/// The C functions are posix_spawnp(3) and waitpid(2).
int platform_run_in_foreground(char *const arguments[], int *exit_status, int *ending_signal);

/// Starts the program at `path` with an environment of its own and no input; its output goes to the descriptor `output`, its
/// messages to the descriptor `errors`. It inherits no other descriptor that is closed on execve, and SIGPIPE ends it as
/// usual. Returns its process id. The C function is posix_spawn(3).
pid_t platform_spawn(const char *path, char *const arguments[], char *const environment[], int output, int errors);

/// Waits for the end of a process that was started. Returns its exit status, and 128 and the signal's number when a
/// signal ended it. The C function is waitpid(2).
int platform_wait(pid_t process);

/// Sends one datagram to a local socket, such as /dev/log; `@name` is a socket in the abstract namespace (Linux). The C functions are socket(2), connect(2) and send(2).
int platform_send(const char *socket_path, const void *bytes, size_t count);

/// Lets this process have as many descriptors open as its administrator allows, and returns how many that is. The soft
/// limit is for programs that use select(2). The C function is setrlimit(2) with RLIMIT_NOFILE.
size_t platform_raise_descriptor_limit(void);

/// Writes the current time in UTC in the format of RFC 3339 (2026-01-31T23:59:59Z) and a NUL byte:
/// platform_utc_time_size bytes. The C functions are gmtime_r and strftime.
void platform_utc_time(char *text);
enum { platform_utc_time_size = 21 };

/// From now on, writing to a pipe that nobody reads fails with EPIPE and does not end this process. The C function is
/// sigaction(2).
void platform_ignore_broken_pipes(void);

/// Restores the inherited action of SIGPIPE before another program is started. The C function is sigaction(2).
void platform_restore_broken_pipes(void);
