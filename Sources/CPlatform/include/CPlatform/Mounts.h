#pragma once

// Mounts that only this process and its children can see. Directories are open descriptors: no path is looked up.

/// Moves this process into a mount namespace of its own: later mounts are visible to it and its children only, and end
/// with the last of them. New mounts of others still appear. Directories opened before belong to the old namespace. The
/// C functions are unshare(2) with CLONE_NEWNS and mount(2) with MS_SLAVE.
int platform_own_mounts(void);

/// Mounts a fresh tmpfs of mode 0700, without set-user-id files, devices and programs, and, where the kernel can, without
/// swap, over an open directory. Returns -2 when the working directory is another one afterwards.
/// The C functions are fchdir(2) and mount(2).
int platform_mount_memory(int directory);

/// Makes such a mount, whose top directory is open, read-only. Returns -2 as above. The C functions are fchdir(2) and
/// mount(2) with MS_REMOUNT.
int platform_freeze_mount(int directory);

/// Takes it away. Returns -2 as above. The C functions are fchdir(2) and umount2(2).
int platform_unmount(int directory);

/// 1 when nothing is in an open directory, else 0. The C functions are openat(2), fdopendir(3) and readdir(3).
int platform_is_empty_directory(int directory);
