#pragma once

#include <stddef.h>
#include <sys/types.h>

// Sockets of the domain AF_UNIX, of streams. Each function sets errno when it returns -1.

/// Connects to the socket at a path. The descriptor is not passed to child processes; connecting, each read and each
/// write fail with EAGAIN after the milliseconds.
int platform_connect(const char *path, int milliseconds);

/// From now on each read and each write on a socket fails with EAGAIN after the milliseconds.
int platform_set_timeouts(int descriptor, int milliseconds);

/// A socket that listens at a path. It gets its owner and mode under another name and takes its own with `rename`, so
/// nobody finds it open to others, and what a daemon that was killed has left there is replaced. A uid or gid of -1 leaves
/// it as it is. Fails with EADDRINUSE when somebody listens there, and with EEXIST when something else than a socket has the name.
int platform_listen(const char *path, uid_t owner, gid_t group, mode_t mode, int backlog);

/// Sends some of the bytes without SIGPIPE, and unless `waits` without waiting. Returns how many.
ssize_t platform_send_some(int descriptor, const void *bytes, size_t count, int waits);

/// Who has connected: the process, its user and its group, as they were when it did.
struct platform_peer {
    pid_t process;
    uid_t user;
    gid_t group;
};
int platform_peer(int descriptor, struct platform_peer *peer);

/// A descriptor of the process that has connected, which stands for no other one when that has ended; Linux 6.5.
int platform_peer_process(int descriptor);

/// Whether the process of such a descriptor still runs or has not been waited for.
int platform_process_exists(int process);

/// The name that the peer has bound its own end to, in the abstract namespace: without the zero byte in front. Returns the
/// number of bytes, 0 when there is no such name.
ssize_t platform_peer_name(int descriptor, char *name, size_t size);

/// Accepts a connection, which is not passed to child processes; waits no longer than the milliseconds, then fails with EAGAIN.
int platform_accept(int descriptor, int milliseconds);
