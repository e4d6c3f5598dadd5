#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#if defined(__linux__)
#include <signal.h>
#include <sys/syscall.h>
#endif

#if !defined(MSG_NOSIGNAL)
#define MSG_NOSIGNAL 0
#endif

// Closes a descriptor and preserves errno.
static int failed(int descriptor) {
    int error = errno;
    if (descriptor >= 0) close(descriptor);
    errno = error;
    return -1;
}

static int new_socket(void) {
#if defined(SOCK_CLOEXEC)
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
#else
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor < 0) return -1;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
#if defined(SO_NOSIGPIPE)
    int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return descriptor;
#endif
}

static int set_path(struct sockaddr_un *address, const char *path) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

int platform_set_timeouts(int descriptor, int milliseconds) {
    struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
    if (setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) < 0) return -1;
    return setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

int platform_connect(const char *path, int milliseconds) {
    struct sockaddr_un address;
    if (set_path(&address, path) < 0) return -1;
    int descriptor = new_socket();
    if (descriptor < 0) return -1;
    int status = platform_set_timeouts(descriptor, milliseconds);
    // Interrupted before anything happened, so it is safe to retry.
    while (status == 0 && connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
        if (errno != EINTR) status = -1;
    }
    return status == 0 ? descriptor : failed(descriptor);
}

int platform_listen(const char *path, uid_t owner, gid_t group, mode_t mode, int backlog) {
    struct sockaddr_un address;
    char temporary[sizeof address.sun_path];
    struct stat status;
    if (lstat(path, &status) == 0) {
        if (!S_ISSOCK(status.st_mode)) {
            errno = EEXIST;
            return -1;
        }
        int other = platform_connect(path, 100);
        int is_free = other < 0 && errno == ECONNREFUSED;
        if (other >= 0) close(other);
        if (!is_free) {
            errno = EADDRINUSE;
            return -1;
        }
    } else if (errno != ENOENT) {
        return -1;
    }
    if (snprintf(temporary, sizeof temporary, "%s.new", path) >= (int)sizeof temporary) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (set_path(&address, temporary) < 0) return -1;
    int descriptor = new_socket();
    if (descriptor < 0) return -1;
    unlink(temporary);
    // Linux takes the mode of the socket's file from that of the descriptor: no other process can connect before chmod.
    fchmod(descriptor, 0600);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) return failed(descriptor);
    // The mode first: after chown, changing the mode needs CAP_FOWNER. Nobody can connect before it listens.
    int is_set = chmod(temporary, mode) == 0
        && ((owner == (uid_t)-1 && group == (gid_t)-1) || lchown(temporary, owner, group) == 0);
    if (!is_set || listen(descriptor, backlog) < 0 || rename(temporary, path) < 0) {
        int error = errno;
        unlink(temporary);
        errno = error;
        return failed(descriptor);
    }
    return descriptor;
}

ssize_t platform_send_some(int descriptor, const void *bytes, size_t count, int waits) {
    ssize_t sent;
    do sent = send(descriptor, bytes, count, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT)); while (sent < 0 && errno == EINTR);
    return sent;
}

int platform_peer(int descriptor, struct platform_peer *peer) {
#if defined(__linux__)
    struct ucred credentials;
    socklen_t size = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return -1;
    peer->process = credentials.pid;
    peer->user = credentials.uid;
    peer->group = credentials.gid;
#else
    socklen_t size = sizeof peer->process;
    if (getpeereid(descriptor, &peer->user, &peer->group) < 0) return -1;
    if (getsockopt(descriptor, SOL_LOCAL, LOCAL_PEERPID, &peer->process, &size) < 0) return -1;
#endif
    return 0;
}

int platform_peer_process(int descriptor) {
#if defined(__linux__)
#if !defined(SO_PEERPIDFD)
#define SO_PEERPIDFD 77
#endif
    int process;
    socklen_t size = sizeof process;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERPIDFD, &process, &size) < 0 ? -1 : process;
#else
    (void)descriptor;
    errno = ENOTSUP;
    return -1;
#endif
}

int platform_process_exists(int process) {
#if defined(__linux__)
#if !defined(SYS_pidfd_send_signal)
#define SYS_pidfd_send_signal 424
#endif
    return syscall(SYS_pidfd_send_signal, process, 0, NULL, 0) == 0 || errno == EPERM;
#else
    (void)process;
    return 0;
#endif
}

ssize_t platform_peer_name(int descriptor, char *name, size_t size) {
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    if (getpeername(descriptor, (struct sockaddr *)&address, &length) < 0) return -1;
    size_t start = offsetof(struct sockaddr_un, sun_path) + 1;
    if (length <= start || address.sun_path[0] != '\0') return 0;
    size_t count = length - start;
    if (count > size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(name, address.sun_path + 1, count);
    return (ssize_t)count;
}

int platform_accept(int descriptor, int milliseconds) {
    struct pollfd waiting = {.fd = descriptor, .events = POLLIN};
    int ready = poll(&waiting, 1, milliseconds);
    if (ready <= 0) {
        if (ready == 0) errno = EAGAIN;
        return -1;
    }
    int connection = accept(descriptor, NULL, NULL);
    if (connection >= 0) fcntl(connection, F_SETFD, FD_CLOEXEC);
    return connection;
}
