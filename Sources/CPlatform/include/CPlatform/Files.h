#pragma once

// Opening, swapping and leasing files, and their attributes.

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

/// Opens an entry of a directory. Returns the descriptor. The C function is openat(2).
int platform_open(int directory, const char *name, int flags, mode_t mode);

/// Copies a descriptor to a number above 2. Child processes do not inherit the copy. Returns the descriptor. The C
/// function is fcntl(2) with F_DUPFD_CLOEXEC.
int platform_duplicate(int descriptor);

/// 1 when a file is open under this number, else 0. The C function is fcntl(2) with F_GETFD.
int platform_is_open(int descriptor);

/// Marks a descriptor as close-on-exec. The C function is fcntl(2) with F_SETFD.
int platform_close_on_execute(int descriptor);

/// Waits until what was written is on the disk. The C function is fsync(2), on Darwin fcntl(2) with F_FULLFSYNC where the
/// file system has that.
int platform_sync(int descriptor);

/// Opens an entry of a directory regardless of its mode, only to keep its inode number from being reused. Returns the
/// descriptor. The C function is openat(2) with O_PATH.
int platform_pin(int directory, const char *name);

/// Opens a directory for looking up entries; it need not be readable. Returns the descriptor. The C function is open(2)
/// with O_PATH on Linux, O_SEARCH on Darwin.
int platform_open_directory(const char *path);

/// Opens a directory in a directory, to look up its entries. Returns the descriptor. The C function is openat(2) with
/// O_PATH on Linux, O_SEARCH on Darwin.
int platform_enter_directory(int directory, const char *name, int follows_links);

/// 1 when names in an open directory may refer to open descriptors (/proc on Linux, /dev/fd on Darwin), else 0. The C
/// functions are fstatfs(2), on Darwin fcntl(2) with F_GETPATH too.
int platform_holds_descriptors(int directory);

/// Swaps two directory entries in one atomic step: afterwards each name refers to what the other did.
/// EINVAL or ENOSYS where the kernel or the file system cannot do it.
/// The C function is renameat2(2) with RENAME_EXCHANGE on Linux, renameatx_np(2) with RENAME_SWAP on Darwin.
int platform_exchange(int directory1, const char *name1, int directory2, const char *name2);

/// Renames a directory entry, and fails with EEXIST when the new name exists.
/// EINVAL or ENOSYS where the kernel or the file system cannot do it.
/// The C function is renameat2(2) with RENAME_NOREPLACE on Linux, renameatx_np(2) with RENAME_EXCL on Darwin.
int platform_rename_new(int directory1, const char *name1, int directory2, const char *name2);

/// Takes a lease on a file that is open for reading only: a process that opens the file for writing waits until the
/// lease ends. Fails with EAGAIN while the file is open for writing. Uses SIGURG, which is ignored by default. The C
/// function is fcntl(2) with F_SETLEASE and F_SETSIG.
int platform_lease(int descriptor);

/// 1 when there is a lease and nobody waits for its end, else 0. The C function is fcntl(2) with F_GETLEASE.
int platform_is_leased(int descriptor);

/// Ends a lease. The C function is fcntl(2) with F_SETLEASE.
int platform_end_lease(int descriptor);

/// Copies the extended attributes of an open file, including its ACL, to another. Those of the system (security.,
/// trusted.) are copied as far as permitted; a failure to copy others is an error. The C functions are flistxattr(2),
/// fgetxattr(2) and fsetxattr(2) on Linux, fcopyfile(3) on Darwin.
int platform_copy_attributes(int from, int to);

/// Prevents new entries of an open directory from inheriting an ACL. The C functions are fgetxattr(2) and
/// fremovexattr(2) on Linux, acl_set_fd(3) on Darwin.
int platform_bequeath_no_acl(int directory);

/// 1 when the file system of an open file is mounted read-only, else 0. The C function is fstatvfs(3).
int platform_is_read_only(int descriptor);

/// 1 when the file system of an open file is memory (tmpfs, ramfs), else 0. The C function is fstatfs(2).
int platform_is_in_memory(int descriptor);

/// A new file in memory, open for reading and writing and kept across execve. Returns the descriptor.
/// The C function is memfd_create(2).
int platform_memory_file(const char *name);

/// Forbids every further change of a memory file. The C function is fcntl(2) with F_ADD_SEALS.
int platform_seal(int descriptor);
