#pragma once

// Users, capabilities, and protection of a process from others.

#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "Execution.h"

/// Prevents core dumps and access to this process's memory, until execve. The C function is prctl(2) with
/// PR_SET_DUMPABLE.
int platform_forbid_dumps(void);

/// The limit on the size of core files. The C function is getrlimit(2) with RLIMIT_CORE.
int platform_core_limit(struct rlimit *limit);

/// Sets it, for this process and what it starts. The C function is setrlimit(2) with RLIMIT_CORE.
int platform_set_core_limit(const struct rlimit *limit);

/// Makes a crash end this process silently. With SWIFT_BACKTRACE, Swift's runtime would print registers and the memory
/// that they point to. The C function is sigaction(2).
void platform_forbid_backtraces(void);

/// Becomes another user permanently: supplementary groups, group and user, in this order. Then drops all capabilities,
/// unless the user is root, and prevents regaining them through set-user-id bits and file capabilities. Continues after
/// a failed step, and returns -1 with the first errno. On Linux this affects the calling thread. The C functions are
/// setgroups(2), setresgid(2), setresuid(2), capset(2) and prctl(2) with PR_CAPBSET_DROP, PR_CAP_AMBIENT_CLEAR_ALL and
/// PR_SET_NO_NEW_PRIVS.
int platform_become(uid_t user, gid_t group, const gid_t *groups, size_t count);

/// Verifies that the calling thread is that user, has no other groups and, unless it is root, no capabilities, and
/// cannot regain them. Returns the violated condition, with errno set. The bounding set may have capabilities left
/// where CAP_SETPCAP is missing: with no_new_privs it gives none. The C functions are getresuid(2), getresgid(2),
/// getgroups(2), capget(2) and prctl(2).
enum platform_step platform_check_user(uid_t user, gid_t group, const gid_t *groups, size_t count);

/// 1 in a user namespace other than the initial one, where 65534 represents all ids outside of it; else, and without
/// /proc, 0. The file is /proc/self/uid_map.
int platform_is_in_user_namespace(void);
