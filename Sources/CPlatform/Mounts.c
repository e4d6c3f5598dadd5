#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>

#if defined(__linux__)

#include <sched.h>
#include <sys/mount.h>

int platform_own_mounts(void) {
    if (unshare(CLONE_NEWNS) < 0) return -1;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
}

int platform_mount_memory(const char *directory, const char *options) {
    return mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options);
}

int platform_freeze_mount(const char *directory, const char *options) {
    return mount("tmpfs", directory, "tmpfs", MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, options);
}

int platform_unmount(const char *directory) {
    return umount2(directory, MNT_DETACH);
}

#else

static int unavailable(void) {
    errno = ENOSYS;
    return -1;
}

int platform_own_mounts(void) { return unavailable(); }
int platform_mount_memory(const char *directory, const char *options) { return unavailable(); }
int platform_freeze_mount(const char *directory, const char *options) { return unavailable(); }
int platform_unmount(const char *directory) { return unavailable(); }

#endif
