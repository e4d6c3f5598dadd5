#pragma once

// File systems in memory that other processes are to see, and what a daemon must know of mounts. Directories are open
// descriptors: nobody can put another one in their place.

#include <sys/types.h>

/// What a volume is made with.
struct platform_volume {
    /// The first field of its line in the mount table.
    const char *source;
    /// The most bytes and the most files in it.
    unsigned long size;
    unsigned long files;
    /// The mode of its top directory.
    mode_t mode;
};

/// A fresh tmpfs that is mounted nowhere, without set-user-id files, devices and programs, and, where the kernel can,
/// without swap. It goes with its descriptor, unless it is attached. Returns the descriptor, which is for
/// platform_attach_volume and for opening `.` in it. ENOSYS on kernels before 5.2.
/// The C functions are fsopen(2), fsconfig(2) and fsmount(2).
int platform_new_volume(const struct platform_volume *volume);

/// Mounts it over an open directory. The C function is move_mount(2).
int platform_attach_volume(int volume, int directory);

/// Makes and mounts it in one step, where there are not two. The C function is mount(2), with a path in /proc/self/fd.
int platform_mount_volume(const struct platform_volume *volume, int directory);

/// Takes away the mount whose top directory is open; processes that use it keep it until they end. EINVAL when the
/// directory is not the top of a mount. The C function is umount2(2) with MNT_DETACH and a path in /proc/self/fd.
int platform_detach_volume(int top);

/// Opens an entry below a directory; no part of the path, links included, leads out of it (EXDEV). On kernels before 5.6 no
/// part of the path may be a link (ELOOP). Returns the descriptor. The C functions are openat2(2) and openat(2).
int platform_open_beneath(int directory, const char *path, int flags);
