#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int closed(int descriptor) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

// The path part by part, through no link.
static int open_without_links(int directory, const char *path, int flags) {
    char *copy = strdup(path);
    if (!copy) return -1;
    int current = -1;
    char *rest = copy;
    char *part;
    errno = ENOENT;
    while ((part = strsep(&rest, "/"))) {
        int is_last = rest == NULL;
        if (strcmp(part, "..") == 0) {
            errno = EXDEV;
            if (current >= 0) closed(current);
            current = -1;
            break;
        }
        if (*part == '\0' || strcmp(part, ".") == 0) part = ".";
        int next = openat(
            current >= 0 ? current : directory, part,
            O_CLOEXEC | O_NOFOLLOW | (is_last ? flags : O_RDONLY | O_DIRECTORY));
        if (current >= 0) closed(current);
        current = next;
        if (next < 0) break;
    }
    int error = errno;
    free(copy);
    errno = error;
    return current;
}

#if defined(__linux__)

#include <sys/mount.h>
#include <sys/syscall.h>

// Numbers and constants of the kernel's, where glibc and musl do not both have them. The numbers are the same on all
// architectures but alpha, on which Swift does not run.
enum {
    number_move_mount = 429,
    number_fsopen = 430,
    number_fsconfig = 431,
    number_fsmount = 432,
    number_openat2 = 437,
    open_close_on_execute = 1,     // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC
    set_flag = 0,                  // FSCONFIG_SET_FLAG
    set_string = 1,                // FSCONFIG_SET_STRING
    create = 6,                    // FSCONFIG_CMD_CREATE
    no_suid_dev_exec = 2 | 4 | 8,  // MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC
    from_and_to_empty = 0x4 | 0x40,  // MOVE_MOUNT_F_EMPTY_PATH, MOVE_MOUNT_T_EMPTY_PATH
    no_magic_links = 0x02,         // RESOLVE_NO_MAGICLINKS
    beneath = 0x08                 // RESOLVE_BENEATH
};

static int set(int context, const char *name, const char *value) {
    return (int)syscall(number_fsconfig, context, set_string, name, value, 0);
}

static int set_number(int context, const char *name, const char *format, unsigned long value) {
    char text[32];
    snprintf(text, sizeof text, format, value);
    return set(context, name, text);
}

int platform_new_volume(const struct platform_volume *volume) {
    int context = (int)syscall(number_fsopen, "tmpfs", open_close_on_execute);
    if (context < 0) return -1;
    // Kernels before 6.4 do not know noswap, and it takes root of the host.
    (void)syscall(number_fsconfig, context, set_flag, "noswap", NULL, 0);
    int status = set(context, "source", volume->source) < 0 || set_number(context, "size", "%lu", volume->size) < 0
            || set_number(context, "nr_inodes", "%lu", volume->files) < 0
            || set_number(context, "mode", "%lo", volume->mode) < 0
        ? -1
        : (int)syscall(number_fsconfig, context, create, NULL, NULL, 0);
    int mount = status < 0 ? -1 : (int)syscall(number_fsmount, context, open_close_on_execute, no_suid_dev_exec);
    int error = errno;
    close(context);
    errno = error;
    return mount;
}

int platform_attach_volume(int volume, int directory) {
    return (int)syscall(number_move_mount, volume, "", directory, "", from_and_to_empty);
}

enum { path_size = 32 };

static void path_of(int descriptor, char *path) {
    snprintf(path, path_size, "/proc/self/fd/%d", descriptor);
}

int platform_mount_volume(const struct platform_volume *volume, int directory) {
    enum { hardening = MS_NOSUID | MS_NODEV | MS_NOEXEC };
    char path[path_size], options[128];
    path_of(directory, path);
    int count = snprintf(
        options, sizeof options, "size=%lu,nr_inodes=%lu,mode=%lo,noswap", volume->size, volume->files,
        (unsigned long)volume->mode);
    if (mount(volume->source, path, "tmpfs", hardening, options) == 0) return 0;
    if (errno != EINVAL) return -1;
    options[count - (int)strlen(",noswap")] = '\0';
    return mount(volume->source, path, "tmpfs", hardening, options);
}

int platform_detach_volume(int top) {
    char path[path_size];
    path_of(top, path);
    return umount2(path, MNT_DETACH);
}

int platform_open_beneath(int directory, const char *path, int flags) {
    struct {
        uint64_t flags, mode, resolve;
    } how = {.flags = (uint64_t)(flags | O_CLOEXEC), .resolve = beneath | no_magic_links};
    int descriptor, tries = 100;
    do {
        descriptor = (int)syscall(number_openat2, directory, path, &how, sizeof how);
        // EAGAIN: something was renamed meanwhile, and whether the path stays below was not clear.
    } while (descriptor < 0 && (errno == EINTR || errno == EAGAIN) && --tries > 0);
    // A filter of system calls that does not know it says EPERM.
    if (descriptor >= 0 || (errno != ENOSYS && errno != EPERM)) return descriptor;
    return open_without_links(directory, path, flags);
}

#else

static int unavailable(void) {
    errno = ENOSYS;
    return -1;
}

int platform_new_volume(const struct platform_volume *volume) { return unavailable(); }
int platform_attach_volume(int volume, int directory) { return unavailable(); }
int platform_mount_volume(const struct platform_volume *volume, int directory) { return unavailable(); }
int platform_detach_volume(int top) { return unavailable(); }

int platform_open_beneath(int directory, const char *path, int flags) {
    return open_without_links(directory, path, flags);
}

#endif
