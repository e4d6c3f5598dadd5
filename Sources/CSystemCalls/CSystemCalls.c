#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CSystemCalls.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static char **arguments;

// Constructors get what main gets, from glibc and from Darwin's loader.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    (void)count;
    arguments = values;
}

char **systemcalls_arguments(void) {
    return arguments;
}

char **systemcalls_environment(void) {
    return environ;
}

int systemcalls_open(int directory, const char *name, int flags, mode_t mode) {
    return openat(directory, name, flags, mode);
}

int systemcalls_is_read_only(int descriptor) {
    struct statvfs status;
    if (fstatvfs(descriptor, &status) < 0) return -1;
    return (status.f_flag & ST_RDONLY) != 0;
}

void systemcalls_utc_time(char *text) {
    time_t now = time(NULL);
    struct tm parts;
    text[0] = '\0';
    if (gmtime_r(&now, &parts)) strftime(text, systemcalls_utc_time_size, "%Y-%m-%dT%H:%M:%SZ", &parts);
}

int systemcalls_send(const char *socket_path, const void *bytes, size_t count) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(socket_path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, socket_path);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (descriptor < 0) return -1;
    int status = connect(descriptor, (struct sockaddr *)&address, sizeof address);
    if (status == 0) {
        ssize_t sent = send(descriptor, bytes, count, 0);
        if (sent >= 0 && (size_t)sent < count) errno = EMSGSIZE;
        status = sent == (ssize_t)count ? 0 : -1;
    }
    int error = errno;
    close(descriptor);
    errno = error;
    return status;
}

void systemcalls_forbid_backtraces(void) {
    static const int crashes[] = {SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t index = 0; index < sizeof crashes / sizeof *crashes; index++) {
        struct sigaction action;
        if (sigaction(crashes[index], NULL, &action) < 0) continue;
        // What is ignored stays ignored: a program that is started inherits that.
        if (!(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN) continue;
        memset(&action, 0, sizeof action);
        action.sa_handler = SIG_DFL;
        sigaction(crashes[index], &action, NULL);
    }
}

#if defined(__linux__)

#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

// Constants that are in kernel headers, where glibc and musl do not both have them.
enum {
    no_replace = 1 << 0,          // RENAME_NOREPLACE
    exchange = 1 << 1,            // RENAME_EXCHANGE
    allow_sealing = 2,            // MFD_ALLOW_SEALING
    add_seals = 1024 + 9,         // F_ADD_SEALS
    all_seals = 1 | 2 | 4 | 8,    // F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE
    tmpfs_magic = 0x01021994,
    ramfs_magic = 0x858458f6,
    last_possible_capability = 63,
    attribute_size = 65536        // XATTR_SIZE_MAX, XATTR_LIST_MAX
};

int systemcalls_pin(int directory, const char *name) {
    return openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
}

int systemcalls_open_directory(const char *path) {
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int systemcalls_exchange(int directory1, const char *name1, int directory2, const char *name2) {
    return (int)syscall(SYS_renameat2, directory1, name1, directory2, name2, exchange);
}

int systemcalls_rename_new(int directory1, const char *name1, int directory2, const char *name2) {
    return (int)syscall(SYS_renameat2, directory1, name1, directory2, name2, no_replace);
}

int systemcalls_lease(int descriptor) {
    // Not SIGIO, which ends a program that does not expect it.
    if (fcntl(descriptor, F_SETSIG, SIGURG) < 0) return -1;
    return fcntl(descriptor, F_SETLEASE, F_RDLCK);
}

int systemcalls_is_leased(int descriptor) {
    int lease = fcntl(descriptor, F_GETLEASE);
    return lease < 0 ? -1 : lease == F_RDLCK;
}

int systemcalls_end_lease(int descriptor) {
    return fcntl(descriptor, F_SETLEASE, F_UNLCK);
}

static int starts_with(const char *name, const char *prefix) {
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static int copy_attribute(int from, int to, const char *name, char *value) {
    // They vouch for the old content.
    if (strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0) return 0;
    ssize_t count = fgetxattr(from, name, value, attribute_size);
    if (count < 0) {
        if (errno == ENODATA) return 0;
    } else if (fsetxattr(to, name, value, (size_t)count, 0) == 0) {
        return 0;
    }
    return starts_with(name, "user.") || starts_with(name, "system.") ? -1 : 0;
}

int systemcalls_copy_attributes(int from, int to) {
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

int systemcalls_bequeath_no_acl(int directory) {
    const char *name = "system.posix_acl_default";
    return fgetxattr(directory, name, NULL, 0) > 0 ? fremovexattr(directory, name) : 0;
}

int systemcalls_memory_file(const char *name) {
    return (int)syscall(SYS_memfd_create, name, allow_sealing);
}

int systemcalls_seal(int descriptor) {
    return fcntl(descriptor, add_seals, all_seals);
}

int systemcalls_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int systemcalls_forbid_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int systemcalls_become(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    if (setgroups(count, groups) < 0) return -1;
    if (setresgid(group, group, group) < 0) return -1;
    return setresuid(user, user, user);
}

void systemcalls_empty_capability_bounds(void) {
    for (int capability = 0; capability <= last_possible_capability; capability++) {
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
}

int systemcalls_drop_capabilities(void) {
    // Kernels before 4.3 have no ambient capabilities, and nothing to clear.
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL) return -1;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    memset(none, 0, sizeof none);
    return (int)syscall(SYS_capset, &header, none);
}

int systemcalls_own_mounts(void) {
    if (unshare(CLONE_NEWNS) < 0) return -1;
    return mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
}

int systemcalls_mount_memory(const char *directory, const char *options) {
    return mount("tmpfs", directory, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, options);
}

int systemcalls_freeze_mount(const char *directory, const char *options) {
    return mount("tmpfs", directory, "tmpfs", MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, options);
}

int systemcalls_unmount(const char *directory) {
    return umount2(directory, MNT_DETACH);
}

int systemcalls_is_in_memory(int descriptor) {
    struct statfs status;
    if (fstatfs(descriptor, &status) < 0) return -1;
    return (unsigned long)status.f_type == tmpfs_magic || (unsigned int)status.f_type == (unsigned int)ramfs_magic;
}

#else

#include <copyfile.h>
#include <grp.h>
#include <stdio.h>
#include <sys/acl.h>
#include <sys/param.h>

int systemcalls_pin(int directory, const char *name) {
    return openat(directory, name, O_EVTONLY | O_NOFOLLOW | O_CLOEXEC);
}

int systemcalls_open_directory(const char *path) {
    return open(path, O_SEARCH | O_DIRECTORY | O_CLOEXEC);
}

int systemcalls_exchange(int directory1, const char *name1, int directory2, const char *name2) {
    return renameatx_np(directory1, name1, directory2, name2, RENAME_SWAP);
}

int systemcalls_rename_new(int directory1, const char *name1, int directory2, const char *name2) {
    return renameatx_np(directory1, name1, directory2, name2, RENAME_EXCL);
}

int systemcalls_copy_attributes(int from, int to) {
    return fcopyfile(from, to, NULL, COPYFILE_ACL | COPYFILE_XATTR);
}

int systemcalls_bequeath_no_acl(int directory) {
    acl_t none = acl_init(0);
    if (!none) return -1;
    int status = acl_set_fd(directory, none);
    int error = errno;
    acl_free(none);
    errno = error;
    return status < 0 && errno != ENOTSUP ? -1 : 0;
}

int systemcalls_become(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    if (setgroups((int)count, groups) < 0) return -1;
    if (setgid(group) < 0) return -1;
    return setuid(user);
}

static int unavailable(void) {
    errno = ENOSYS;
    return -1;
}

int systemcalls_lease(int descriptor) { return unavailable(); }
int systemcalls_is_leased(int descriptor) { return 0; }
int systemcalls_end_lease(int descriptor) { return unavailable(); }
int systemcalls_memory_file(const char *name) { return unavailable(); }
int systemcalls_seal(int descriptor) { return unavailable(); }
int systemcalls_forbid_dumps(void) { return 0; }
int systemcalls_forbid_new_privileges(void) { return 0; }
void systemcalls_empty_capability_bounds(void) {}
int systemcalls_drop_capabilities(void) { return 0; }
int systemcalls_own_mounts(void) { return unavailable(); }
int systemcalls_mount_memory(const char *directory, const char *options) { return unavailable(); }
int systemcalls_freeze_mount(const char *directory, const char *options) { return unavailable(); }
int systemcalls_unmount(const char *directory) { return unavailable(); }
int systemcalls_is_in_memory(int descriptor) { return 0; }

#endif

pid_t systemcalls_spawn(char *const arguments[], int output, int is_quiet) {
    pid_t process = -1;
    sigset_t pipe;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    int error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = posix_spawn_file_actions_init(&actions);
        if (error == 0) {
            posix_spawnattr_setsigdefault(&attributes, &pipe);
            posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
            error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
            if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
            if (error == 0 && is_quiet) error = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
            if (error == 0) error = posix_spawnp(&process, arguments[0], &actions, &attributes, arguments, environ);
            posix_spawn_file_actions_destroy(&actions);
        }
        posix_spawnattr_destroy(&attributes);
    }
    errno = error;
    return error == 0 ? process : -1;
}

int systemcalls_wait(pid_t process) {
    int status;
    while (waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
