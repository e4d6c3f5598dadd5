#pragma once

// Users, capabilities, and what a process lets others see of it.

#include <stddef.h>
#include <sys/resource.h>
#include <sys/types.h>

#include "Execution.h"

/// Keeps this process out of core dumps and other processes out of its memory, until execve.
/// The C function is prctl(2) with PR_SET_DUMPABLE.
int platform_forbid_dumps(void);

/// The limit on the size of core files. The C function is getrlimit(2) with RLIMIT_CORE.
int platform_core_limit(struct rlimit *limit);

/// Sets it, for this process and what it starts. The C function is setrlimit(2) with RLIMIT_CORE.
int platform_set_core_limit(const struct rlimit *limit);

/// A crash ends this process without a word. Swift's runtime, if SWIFT_BACKTRACE says so, would print the registers and
/// the memory that they lead to. The C function is sigaction(2).
void platform_forbid_backtraces(void);

/// Becomes a user, for good, if it is another: supplementary groups, group and user, in this order; then gives up all capabilities, unless
/// the user is root, and the way back by set-user-id bits and file capabilities. It goes on when a step fails, and
/// returns -1 with the errno of the first. On Linux it is about the calling thread.
/// The C functions are setgroups(2), setresgid(2), setresuid(2), capset(2) and prctl(2) with PR_CAPBSET_DROP,
/// PR_CAP_AMBIENT_CLEAR_ALL and PR_SET_NO_NEW_PRIVS.
int platform_become(uid_t user, gid_t group, const gid_t *groups, size_t count);

/// Whether the calling thread is that user, has no other groups and, unless it is root, no capabilities, and cannot get
/// them by executing a program or going back. Returns what does not hold, with errno set.
/// The bounding set may have capabilities left where CAP_SETPCAP is missing: with no_new_privs it gives none.
/// The C functions are getresuid(2), getresgid(2), getgroups(2), capget(2) and prctl(2).
enum platform_step platform_check_user(uid_t user, gid_t group, const gid_t *groups, size_t count);

/// 1 in a user namespace other than the first, where 65534 stands for all ids outside of it; 0 elsewhere, and where /proc
/// does not say. The file is /proc/self/uid_map.
int platform_is_in_user_namespace(void);
