#pragma once

// Becoming another program, optionally as another user, or a rehearsal of that.

#include <stddef.h>
#include <sys/types.h>

/// The program to become, and the conditions for it.
struct platform_program {
    /// The path, the arguments and the environment, as for execve(2). Without a path nothing is executed: it is a
    /// rehearsal of all other steps.
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// Whether to become `user`, `group` and, as supplementary groups, `groups`.
    int has_user;
    uid_t user;
    gid_t group;
    const gid_t *groups;
    size_t group_count;
    /// A path that must lead to the open file `file`; NULL for none.
    const char *file_path;
    int file;
    /// In a rehearsal, a program that the user must be able to execute; NULL for none.
    const char *rehearsed_path;
};

/// The step that failed.
enum platform_step {
    platform_step_none,
    /// The ids, groups and capabilities of the user could not be taken.
    platform_step_become,
    /// It did not become the user: real, effective or saved ids.
    platform_step_ids,
    /// It keeps groups that are not the user's.
    platform_step_groups,
    /// It keeps effective, permitted, inheritable or ambient capabilities.
    platform_step_capabilities,
    /// no_new_privs is not set.
    platform_step_no_new_privileges,
    /// It could become root again. (On Linux, having no capabilities rules that out.)
    platform_step_way_back,
    /// The path does not lead to the file.
    platform_step_file,
    /// execve(2) failed.
    platform_step_execute
};

/// Becomes the user, verifies that, then becomes the program. Returns only on failure, with errno set, or after a
/// rehearsal. With `apart` on Linux, a separate thread does it, because ids and capabilities belong to threads: after a
/// failure the caller is unchanged. The C functions are execve(2) and those of Privileges.h.
enum platform_step platform_become_program(const struct platform_program *program, int apart);

/// The highest number of an open descriptor, or, when that is not known, the limit. The directory is /proc/self/fd, on
/// Darwin /dev/fd; the C function is getrlimit(2).
int platform_highest_descriptor(void);

/// The limits of execve(2) in bytes: of one argument or `NAME=VALUE` without its NUL byte, and of all of them, each
/// with its NUL byte and a pointer. The C functions are sysconf(3) and getrlimit(2).
void platform_execution_limits(size_t *one, size_t *all);
