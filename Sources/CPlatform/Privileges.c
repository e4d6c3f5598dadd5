#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int platform_core_limit(struct rlimit *limit) {
    return getrlimit(RLIMIT_CORE, limit);
}

int platform_set_core_limit(const struct rlimit *limit) {
    return setrlimit(RLIMIT_CORE, limit);
}

void platform_forbid_backtraces(void) {
    static const int crashes[] = {SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t index = 0; index < sizeof crashes / sizeof *crashes; index++) {
        struct sigaction action;
        if (sigaction(crashes[index], NULL, &action) < 0) continue;
        // Ignored signals stay ignored, because a started program inherits that.
        if (!(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN) continue;
        memset(&action, 0, sizeof action);
        action.sa_handler = SIG_DFL;
        sigaction(crashes[index], &action, NULL);
    }
}

static int holds_group(gid_t group, gid_t primary, const gid_t *groups, size_t count) {
    if (group == primary) return 1;
    for (size_t index = 0; index < count; index++) {
        if (groups[index] == group) return 1;
    }
    return 0;
}

// Fewer groups than requested are safe; a container may be started with the user's main group only.
static int has_no_other_groups(gid_t primary, const gid_t *groups, size_t count) {
    int present = getgroups(0, NULL);
    if (present <= 0) return present == 0;
    gid_t *list = malloc((size_t)present * sizeof *list);
    if (!list) return 0;
    present = getgroups(present, list);
    int are_all_known = present >= 0;
    for (int index = 0; index < present; index++) {
        are_all_known = are_all_known && holds_group(list[index], primary, groups, count);
    }
    free(list);
    return are_all_known;
}

#if defined(__linux__)

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { last_possible_capability = 63 };

// Raw system calls, which affect the calling thread only; the C library's functions affect all threads. Where there are
// two versions, this is the one with 32-bit ids.
#if defined(SYS_setgroups32)
enum { set_groups = SYS_setgroups32, set_group = SYS_setresgid32, set_user = SYS_setresuid32 };
#else
enum { set_groups = SYS_setgroups, set_group = SYS_setresgid, set_user = SYS_setresuid };
#endif

int platform_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static int has_ids(uid_t user, gid_t group) {
    uid_t users[3];
    gid_t all[3];
    if (getresuid(&users[0], &users[1], &users[2]) < 0 || getresgid(&all[0], &all[1], &all[2]) < 0) return 0;
    for (int index = 0; index < 3; index++) {
        if (users[index] != user || all[index] != group) return 0;
    }
    // The file system ids need no check: execve sets them to the effective ids.
    return 1;
}

static int has_no_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];
    memset(sets, 0xff, sizeof sets);
    if (syscall(SYS_capget, &header, sets) < 0) return 0;
    for (int index = 0; index < _LINUX_CAPABILITY_U32S_3; index++) {
        if (sets[index].effective || sets[index].permitted || sets[index].inheritable) return 0;
    }
    for (unsigned long capability = 0; capability <= last_possible_capability; capability++) {
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) > 0) return 0;
    }
    return 1;
}

static int drop_capabilities(void) {
    // Kernels before 4.3 have no ambient capabilities.
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL) return -1;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    memset(none, 0, sizeof none);
    return (int)syscall(SYS_capset, &header, none);
}

int platform_become(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    int error = 0;
    // This needs CAP_SETPCAP, which is dropped with the others below. Without it, no_new_privs makes the set
    // ineffective.
    for (int capability = 0; user != 0 && capability <= last_possible_capability; capability++) {
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
    // A seccomp filter may kill a process that tries this call. So a process that already is the user skips it; root
    // always calls it, to get the requested groups.
    if (user == 0 || !has_ids(user, group) || !has_no_other_groups(group, groups, count)) {
        if (syscall(set_groups, count, groups) < 0) error = errno;
        if (syscall(set_group, group, group, group) < 0 && !error) error = errno;
        if (syscall(set_user, user, user, user) < 0 && !error) error = errno;
    }
    // Root keeps its capabilities: the caller asked for root.
    if (user != 0 && !has_no_capabilities() && drop_capabilities() < 0 && !error) error = errno;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 && !error) error = errno;
    errno = error;
    return error ? -1 : 0;
}

enum platform_step platform_check_user(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    errno = EPERM;
    if (!has_ids(user, group)) return platform_step_ids;
    if (!has_no_other_groups(group, groups, count)) return platform_step_groups;
    // The secure bits need no check: none of them gives capabilities to a program whose sets are empty.
    if (user != 0 && !has_no_capabilities()) return platform_step_capabilities;
    errno = EPERM;
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return platform_step_no_new_privileges;
    // With these ids and no capabilities there is no way back.
    return platform_step_none;
}

int platform_is_in_user_namespace(void) {
    char map[64];
    unsigned inside, outside, length;
    int file = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, map, sizeof map - 1);
    close(file);
    if (count <= 0) return 0;
    map[count] = '\0';
    return sscanf(map, "%u %u %u", &inside, &outside, &length) == 3
        && !(inside == 0 && outside == 0 && length == 4294967295u);
}

#else

int platform_become(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    int error = 0;
    if (setgroups((int)count, groups) < 0) error = errno;
    if (setgid(group) < 0 && !error) error = errno;
    if (setuid(user) < 0 && !error) error = errno;
    errno = error;
    return error ? -1 : 0;
}

enum platform_step platform_check_user(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    errno = EPERM;
    if (getuid() != user || geteuid() != user || getgid() != group || getegid() != group) return platform_step_ids;
    if (!has_no_other_groups(group, groups, count)) return platform_step_groups;
    if (user != 0 && setuid(0) == 0) return platform_step_way_back;
    return platform_step_none;
}

int platform_forbid_dumps(void) { return 0; }
int platform_is_in_user_namespace(void) { return 0; }

#endif
