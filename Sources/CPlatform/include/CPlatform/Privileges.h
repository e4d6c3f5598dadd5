#pragma once

// Users, capabilities, and what a process lets others see of it.

#include <stddef.h>
#include <sys/types.h>

/// Keeps this process out of core dumps and other processes out of its memory, until execve.
/// The C function is prctl(2) with PR_SET_DUMPABLE.
int platform_forbid_dumps(void);

/// A crash ends this process without a word. Swift's runtime, if SWIFT_BACKTRACE says so, would print the registers and
/// the memory that they lead to. The C function is sigaction(2).
void platform_forbid_backtraces(void);

/// The program that is started gains no rights from set-user-id bits or file capabilities, nor do its children.
/// The C function is prctl(2) with PR_SET_NO_NEW_PRIVS.
int platform_forbid_new_privileges(void);

/// Becomes a user, for good: supplementary groups, group and user, in this order.
/// The C functions are setgroups(2), setresgid(2) and setresuid(2).
int platform_become(uid_t user, gid_t group, const gid_t *groups, size_t count);

/// Empties the bounding set, which needs CAP_SETPCAP; without it what is left is for the next call to empty.
/// The C function is prctl(2) with PR_CAPBSET_DROP.
void platform_empty_capability_bounds(void);

/// Gives up all capabilities: ambient, inheritable, permitted and effective.
/// The C functions are prctl(2) with PR_CAP_AMBIENT_CLEAR_ALL and capset(2).
int platform_drop_capabilities(void);
