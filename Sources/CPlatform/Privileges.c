#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "CPlatform/CPlatform.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

void platform_forbid_backtraces(void) {
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

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum { last_possible_capability = 63 };

int platform_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

int platform_forbid_new_privileges(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int platform_become(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    if (setgroups(count, groups) < 0) return -1;
    if (setresgid(group, group, group) < 0) return -1;
    return setresuid(user, user, user);
}

void platform_empty_capability_bounds(void) {
    for (int capability = 0; capability <= last_possible_capability; capability++) {
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    }
}

int platform_drop_capabilities(void) {
    // Kernels before 4.3 have no ambient capabilities, and nothing to clear.
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL) return -1;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3];
    memset(none, 0, sizeof none);
    return (int)syscall(SYS_capset, &header, none);
}

#else

int platform_become(uid_t user, gid_t group, const gid_t *groups, size_t count) {
    if (setgroups((int)count, groups) < 0) return -1;
    if (setgid(group) < 0) return -1;
    return setuid(user);
}

int platform_forbid_dumps(void) { return 0; }
int platform_forbid_new_privileges(void) { return 0; }
void platform_empty_capability_bounds(void) {}
int platform_drop_capabilities(void) { return 0; }

#endif
