#pragma once

#include <stddef.h>
#include <sys/types.h>

// Sockets of the domain AF_UNIX, of streams. Each function sets errno when it returns -1.

/// Connects to the socket at a path. Child processes do not inherit the descriptor. Connecting, reading and writing
/// fail with EAGAIN after the timeout in milliseconds.
int platform_connect(const char *path, int milliseconds);

/// Sets a timeout in milliseconds for each read and each write on a socket: they then fail with EAGAIN.
int platform_set_timeouts(int descriptor, int milliseconds);

/// A socket that listens at a path. It gets its owner and mode under a temporary name and is then renamed, so it is
/// never open to others, and a leftover of a killed daemon is replaced. A uid or gid of -1 is left unchanged. Fails
/// with EADDRINUSE when a process listens there, and with EEXIST when the path is not a socket.
int platform_listen(const char *path, uid_t owner, gid_t group, mode_t mode, int backlog);

/// Sends some of the bytes without SIGPIPE, and without blocking unless `waits`. Returns how many.
ssize_t platform_send_some(int descriptor, const void *bytes, size_t count, int waits);

/// The peer's process, user and group when it connected.
struct platform_peer {
    pid_t process;
    uid_t user;
    gid_t group;
};
int platform_peer(int descriptor, struct platform_peer *peer);

/// A pidfd of the peer, which never refers to another process; Linux 6.5.
int platform_peer_process(int descriptor);

/// Whether the process of a pidfd still exists.
int platform_process_exists(int process);

/// The abstract name that the peer's end is bound to, without the leading zero byte. Returns the number of bytes, 0
/// when there is none.
ssize_t platform_peer_name(int descriptor, char *name, size_t size);

/// Accepts a connection; child processes do not inherit it. Fails with EAGAIN after the timeout in milliseconds.
int platform_accept(int descriptor, int milliseconds);
