#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int platform_is_empty_directory(int directory) {
    // A separate descriptor, because closedir closes the one it reads.
    int own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (own < 0) return -1;
    DIR *stream = fdopendir(own);
    if (!stream) {
        close(own);
        return -1;
    }
    int count = 0;
    struct dirent *entry;
    errno = 0;
    while (count == 0 && (entry = readdir(stream))) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) count++;
    }
    int error = errno;
    closedir(stream);
    errno = error;
    return count > 0 ? 0 : error ? -1 : 1;
}

#if defined(__linux__)

#include <sched.h>
#include <sys/mount.h>

enum { hardening = MS_NOSUID | MS_NODEV | MS_NOEXEC };

int platform_own_mounts(void) {
    if (unshare(CLONE_NEWNS) < 0) return -1;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
}

// noswap needs Linux 6.4 and root on the host.
static int mount_here(void) {
    if (mount("tmpfs", ".", "tmpfs", hardening, "mode=0700,noswap") == 0) return 0;
    return errno == EINVAL ? mount("tmpfs", ".", "tmpfs", hardening, "mode=0700") : -1;
}

static int freeze_here(void) {
    enum { frozen = MS_REMOUNT | MS_RDONLY | hardening };
    // A remount must repeat noswap if the mount has it, and must not add it.
    if (mount("tmpfs", ".", "tmpfs", frozen, "noswap") == 0) return 0;
    return errno == EINVAL ? mount("tmpfs", ".", "tmpfs", frozen, "") : -1;
}

static int unmount_here(void) {
    return umount2(".", MNT_DETACH);
}

// mount(2) takes a path. `.` always names the working directory, and nobody can replace it.
static int in_directory(int directory, int (*act)(void)) {
    int before = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (before < 0) return -1;
    int status = fchdir(directory);
    int error = errno;
    if (status == 0) {
        status = act();
        error = errno;
        if (fchdir(before) < 0) {
            error = errno;
            status = -2;
        }
    }
    close(before);
    errno = error;
    return status;
}

int platform_mount_memory(int directory) {
    return in_directory(directory, mount_here);
}

int platform_freeze_mount(int directory) {
    return in_directory(directory, freeze_here);
}

int platform_unmount(int directory) {
    return in_directory(directory, unmount_here);
}

#else

static int unavailable(void) {
    errno = ENOSYS;
    return -1;
}

int platform_own_mounts(void) { return unavailable(); }
int platform_mount_memory(int directory) { return unavailable(); }
int platform_freeze_mount(int directory) { return unavailable(); }
int platform_unmount(int directory) { return unavailable(); }

#endif
