#pragma once

// Mounts that only this process and what it starts can see.

/// Gives this process, and what it starts, mounts of its own: what it mounts from now on nobody else sees, and it goes
/// with the last of them. Mounts that others make still appear.
/// The C functions are unshare(2) with CLONE_NEWNS and mount(2) with MS_SLAVE.
int platform_own_mounts(void);

/// Mounts a fresh tmpfs, without set-user-id files, devices and programs. The C function is mount(2).
int platform_mount_memory(const char *directory, const char *options);

/// Makes such a mount read-only. The C function is mount(2) with MS_REMOUNT.
int platform_freeze_mount(const char *directory, const char *options);

/// Takes it away. The C function is umount2(2).
int platform_unmount(const char *directory);
