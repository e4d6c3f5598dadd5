#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

int platform_open(int directory, const char *name, int flags, mode_t mode) {
    return openat(directory, name, flags, mode);
}

int platform_error(void) {
    return errno;
}

void platform_clear_error(void) {
    errno = 0;
}

int platform_duplicate(int descriptor) {
    return fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

int platform_is_open(int descriptor) {
    return fcntl(descriptor, F_GETFD) >= 0;
}

int platform_close_on_execute(int descriptor) {
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0 ? -1 : 0;
}

int platform_sync(int descriptor) {
#if defined(__APPLE__)
    if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
#endif
    return fsync(descriptor);
}

int platform_is_read_only(int descriptor) {
    struct statvfs status;
    if (fstatvfs(descriptor, &status) < 0) return -1;
    return (status.f_flag & ST_RDONLY) != 0;
}

#if defined(__linux__)

#include <sys/statfs.h>
#include <sys/syscall.h>

// Constants from kernel headers that glibc or musl does not define.
enum {
    no_replace = 1 << 0,          // RENAME_NOREPLACE
    exchange = 1 << 1,            // RENAME_EXCHANGE
    allow_sealing = 2,            // MFD_ALLOW_SEALING
    never_executable = 8,         // MFD_NOEXEC_SEAL
    add_seals = 1024 + 9,         // F_ADD_SEALS
    all_seals = 1 | 2 | 4 | 8,    // F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE
    proc_magic = 0x9fa0,
    tmpfs_magic = 0x01021994,
    ramfs_magic = 0x858458f6,
    attribute_size = 65536        // XATTR_SIZE_MAX, XATTR_LIST_MAX
};

int platform_pin(int directory, const char *name) {
    return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int platform_open_directory(const char *path) {
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int platform_enter_directory(int directory, const char *name, int follows_links) {
    return openat(directory, name, O_PATH | O_DIRECTORY | O_CLOEXEC | (follows_links ? 0 : O_NOFOLLOW));
}

int platform_holds_descriptors(int directory) {
    struct statfs status;
    if (fstatfs(directory, &status) < 0) return -1;
    return (unsigned long)status.f_type == proc_magic;
}

int platform_exchange(int directory1, const char *name1, int directory2, const char *name2) {
    return (int)syscall(SYS_renameat2, directory1, name1, directory2, name2, exchange);
}

int platform_rename_new(int directory1, const char *name1, int directory2, const char *name2) {
    return (int)syscall(SYS_renameat2, directory1, name1, directory2, name2, no_replace);
}

int platform_lease(int descriptor) {
    // Not SIGIO: its default action ends the program.
    if (fcntl(descriptor, F_SETSIG, SIGURG) < 0) return -1;
    return fcntl(descriptor, F_SETLEASE, F_RDLCK);
}

int platform_is_leased(int descriptor) {
    int lease = fcntl(descriptor, F_GETLEASE);
    return lease < 0 ? -1 : lease == F_RDLCK;
}

int platform_end_lease(int descriptor) {
    return fcntl(descriptor, F_SETLEASE, F_UNLCK);
}

static int starts_with(const char *name, const char *prefix) {
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static int copy_attribute(int from, int to, const char *name, char *value) {
    // These attributes vouch for the old content.
    if (strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0) return 0;
    ssize_t count = fgetxattr(from, name, value, attribute_size);
    if (count < 0) {
        if (errno == ENODATA) return 0;
    } else if (fsetxattr(to, name, value, (size_t)count, 0) == 0) {
        return 0;
    }
    return starts_with(name, "user.") || starts_with(name, "system.") ? -1 : 0;
}

int platform_copy_attributes(int from, int to) {
    char *names = malloc(2 * attribute_size);
    if (!names) return -1;
    char *value = names + attribute_size;
    ssize_t count = flistxattr(from, names, attribute_size);
    int status = count < 0 && errno != ENOTSUP && errno != ENOSYS ? -1 : 0;
    for (char *name = names; status == 0 && name < names + count; name += strlen(name) + 1) {
        status = copy_attribute(from, to, name, value);
    }
    int error = errno;
    free(names);
    errno = error;
    return status;
}

int platform_bequeath_no_acl(int directory) {
    const char *name = "system.posix_acl_default";
    return fgetxattr(directory, name, NULL, 0) > 0 ? fremovexattr(directory, name) : 0;
}

int platform_memory_file(const char *name) {
    // vm.memfd_noexec=2 permits only files that can never be executed; kernels before 6.3 do not know the flag.
    int descriptor = (int)syscall(SYS_memfd_create, name, allow_sealing | never_executable);
    if (descriptor < 0 && errno == EINVAL) descriptor = (int)syscall(SYS_memfd_create, name, allow_sealing);
    return descriptor;
}

int platform_seal(int descriptor) {
    return fcntl(descriptor, add_seals, all_seals);
}

int platform_is_in_memory(int descriptor) {
    struct statfs status;
    if (fstatfs(descriptor, &status) < 0) return -1;
    return (unsigned long)status.f_type == tmpfs_magic || (unsigned int)status.f_type == (unsigned int)ramfs_magic;
}

#else

#include <copyfile.h>
#include <sys/mount.h>
#include <stdio.h>
#include <sys/acl.h>

int platform_pin(int directory, const char *name) {
    return openat(directory, name, O_EVTONLY | O_NOFOLLOW | O_CLOEXEC);
}

int platform_open_directory(const char *path) {
    return open(path, O_SEARCH | O_DIRECTORY | O_CLOEXEC);
}

int platform_enter_directory(int directory, const char *name, int follows_links) {
    return openat(directory, name, O_SEARCH | O_DIRECTORY | O_CLOEXEC | (follows_links ? 0 : O_NOFOLLOW));
}

int platform_holds_descriptors(int directory) {
    struct statfs status;
    char path[MAXPATHLEN];
    if (fstatfs(directory, &status) < 0) return -1;
    if (strcmp(status.f_fstypename, "fdesc") == 0) return 1;
    return fcntl(directory, F_GETPATH, path) == 0 && strcmp(path, "/dev/fd") == 0;
}

int platform_exchange(int directory1, const char *name1, int directory2, const char *name2) {
    return renameatx_np(directory1, name1, directory2, name2, RENAME_SWAP);
}

int platform_rename_new(int directory1, const char *name1, int directory2, const char *name2) {
    return renameatx_np(directory1, name1, directory2, name2, RENAME_EXCL);
}

int platform_copy_attributes(int from, int to) {
    return fcopyfile(from, to, NULL, COPYFILE_ACL | COPYFILE_XATTR);
}

int platform_bequeath_no_acl(int directory) {
    acl_t none = acl_init(0);
    if (!none) return -1;
    int status = acl_set_fd(directory, none);
    int error = errno;
    acl_free(none);
    errno = error;
    return status < 0 && errno != ENOTSUP ? -1 : 0;
}

static int unavailable(void) {
    errno = ENOSYS;
    return -1;
}

int platform_lease(int descriptor) { return unavailable(); }
int platform_is_leased(int descriptor) { return 0; }
int platform_end_lease(int descriptor) { return unavailable(); }
int platform_is_in_memory(int descriptor) { return 0; }
int platform_memory_file(const char *name) { return unavailable(); }
int platform_seal(int descriptor) { return unavailable(); }

#endif
