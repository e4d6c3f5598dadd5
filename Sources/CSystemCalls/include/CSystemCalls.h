#pragma once

// The C library's types and constants for files, under one name on every platform, and the system calls that its
// headers hide from Swift's importer. Unless told otherwise a function returns 0, or -1 with errno set; ENOSYS where the
// platform has no such thing.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <termios.h>
#include <unistd.h>

/// Opens an entry of a directory. Returns the descriptor. The C function is openat(2).
int systemcalls_open(int directory, const char *name, int flags, mode_t mode);

/// Opens an entry of a directory, whatever its mode, so that its inode number is not given to another file. Returns the
/// descriptor, which is for nothing else. The C function is openat(2) with O_PATH.
int systemcalls_pin(int directory, const char *name);

/// Opens a directory, to look up its entries: its list need not be readable. Returns the descriptor.
/// The C function is open(2) with O_PATH on Linux, O_SEARCH on Darwin.
int systemcalls_open_directory(const char *path);

/// Swaps two directory entries in one atomic step: afterwards each name refers to what the other did.
/// EINVAL or ENOSYS where the kernel or the file system cannot do it.
/// The C function is renameat2(2) with RENAME_EXCHANGE on Linux, renameatx_np(2) with RENAME_SWAP on Darwin.
int systemcalls_exchange(int directory1, const char *name1, int directory2, const char *name2);

/// Renames a directory entry, and fails with EEXIST when the new name exists.
/// EINVAL or ENOSYS where the kernel or the file system cannot do it.
/// The C function is renameat2(2) with RENAME_NOREPLACE on Linux, renameatx_np(2) with RENAME_EXCL on Darwin.
int systemcalls_rename_new(int directory1, const char *name1, int directory2, const char *name2);

/// Takes a lease on a file that is open for reading only, for this process to be told before anybody opens it for writing:
/// who does waits until the lease is ended. EAGAIN while it is open for writing. Takes no signal but SIGURG, which does
/// nothing unless the program asks for it. The C function is fcntl(2) with F_SETLEASE and F_SETSIG.
int systemcalls_lease(int descriptor);

/// 1 when there is a lease and nobody waits for its end, else 0. The C function is fcntl(2) with F_GETLEASE.
int systemcalls_is_leased(int descriptor);

/// Ends a lease. The C function is fcntl(2) with F_SETLEASE.
int systemcalls_end_lease(int descriptor);

/// Copies the extended attributes of an open file to another, its ACL among them. Those of the system (security.,
/// trusted.) as far as the system lets; the others must be copied. The C functions are flistxattr(2), fgetxattr(2) and
/// fsetxattr(2) on Linux, fcopyfile(3) on Darwin.
int systemcalls_copy_attributes(int from, int to);

/// Sees to it that what is made in an open directory does not inherit an ACL from it. The C functions are fgetxattr(2)
/// and fremovexattr(2) on Linux, acl_set_fd(3) on Darwin.
int systemcalls_bequeath_no_acl(int directory);

/// A new file in memory, open for reading and writing and kept across execve. Returns the descriptor.
/// The C function is memfd_create(2).
int systemcalls_memory_file(const char *name);

/// Forbids every further change of a memory file. The C function is fcntl(2) with F_ADD_SEALS.
int systemcalls_seal(int descriptor);

/// Keeps this process out of core dumps and other processes out of its memory, until execve.
/// The C function is prctl(2) with PR_SET_DUMPABLE.
int systemcalls_forbid_dumps(void);

/// A crash ends this process without a word. Swift's runtime, if SWIFT_BACKTRACE says so, would print the registers and
/// the memory that they lead to. The C function is sigaction(2).
void systemcalls_forbid_backtraces(void);

/// The program that is started gains no rights from set-user-id bits or file capabilities, nor do its children.
/// The C function is prctl(2) with PR_SET_NO_NEW_PRIVS.
int systemcalls_forbid_new_privileges(void);

/// Becomes a user, for good: supplementary groups, group and user, in this order.
/// The C functions are setgroups(2), setresgid(2) and setresuid(2).
int systemcalls_become(uid_t user, gid_t group, const gid_t *groups, size_t count);

/// Empties the bounding set, which needs CAP_SETPCAP; without it what is left is for the next call to empty.
/// The C function is prctl(2) with PR_CAPBSET_DROP.
void systemcalls_empty_capability_bounds(void);

/// Gives up all capabilities: ambient, inheritable, permitted and effective.
/// The C functions are prctl(2) with PR_CAP_AMBIENT_CLEAR_ALL and capset(2).
int systemcalls_drop_capabilities(void);

/// Gives this process, and what it starts, mounts of its own: what it mounts from now on nobody else sees, and it goes
/// with the last of them. Mounts that others make still appear.
/// The C functions are unshare(2) with CLONE_NEWNS and mount(2) with MS_SLAVE.
int systemcalls_own_mounts(void);

/// Mounts a fresh tmpfs, without set-user-id files, devices and programs. The C function is mount(2).
int systemcalls_mount_memory(const char *directory, const char *options);

/// Makes such a mount read-only. The C function is mount(2) with MS_REMOUNT.
int systemcalls_freeze_mount(const char *directory, const char *options);

/// Takes it away. The C function is umount2(2).
int systemcalls_unmount(const char *directory);

/// 1 when the file system of an open file is memory (tmpfs, ramfs), else 0. The C function is fstatfs(2).
int systemcalls_is_in_memory(int descriptor);

/// 1 when the file system of an open file is mounted read-only, else 0. The C function is fstatvfs(3).
int systemcalls_is_read_only(int descriptor);

/// Sends one datagram to a local socket, such as /dev/log. The C functions are socket(2), connect(2) and send(2).
int systemcalls_send(const char *socket_path, const void *bytes, size_t count);

/// Writes now, in UTC, as RFC 3339 has it (2026-01-31T23:59:59Z), and a NUL byte: systemcalls_utc_time_size bytes.
/// The C functions are gmtime_r and strftime.
void systemcalls_utc_time(char *text);
enum { systemcalls_utc_time_size = 21 };

/// The environment that programs started from now on inherit: the variable environ.
char **systemcalls_environment(void);

/// The arguments of this process as the system gave them, and NULL behind the last; NULL when they are not known.
/// Swift's runtime asks /proc for them in a static executable, and has none when that fails.
char **systemcalls_arguments(void);

/// How many processors this process may run on. The C functions are sched_getaffinity(2) on Linux, sysconf(3) elsewhere.
int systemcalls_processors(void);

/// Calls `body` with every number below `count`, each on a thread of its own but 0, which is called here, and returns
/// when all have returned: no thread is left. A call for which the system grants no thread is made here. Threads may run
/// wherever the caller may.
/// The C functions are pthread_create(3), pthread_join(3) and, on Linux, sched_setaffinity(2).
void systemcalls_in_parallel(int count, void (*body)(void *context, int number), void *context);

/// Runs a program, which is looked for in PATH, and waits for its end: its exit status, or the signal that ended it.
/// It has this process's standard streams and terminal; meanwhile SIGINT and SIGQUIT are for it alone.
/// The C functions are posix_spawnp(3) and waitpid(2).
int systemcalls_run_in_foreground(char *const arguments[], int *exit_status, int *ending_signal);

/// Sets a terminal so that what is typed is not shown and comes as it is typed, in lines of any length; the keys that
/// send signals still do. Keeps in `before` what it was. The C functions are tcgetattr(3), cfmakeraw(3), tcsetattr(3).
int systemcalls_hide_input(int terminal, struct termios *before);

/// Sets it back, and drops what has been typed and not been read. The C function is tcsetattr(3).
int systemcalls_show_input(int terminal, const struct termios *before);

/// Keeps the signals that a terminal sends, and SIGTERM, from taking effect. The C function is sigprocmask(2).
void systemcalls_hold_signals(sigset_t *before);

/// Lets them take effect again. The C function is sigprocmask(2).
void systemcalls_release_signals(const sigset_t *before);

/// Waits until a descriptor can be read, at most so many milliseconds if they are not negative. Returns 0 then, the
/// number of a held signal that came before, which will not take effect, or -1 with errno set, ETIMEDOUT when the time
/// was up. The C functions are sigaction(2) and pselect(2).
int systemcalls_wait_for_input(int descriptor, int milliseconds);
/// Starts a program, which is looked for in PATH, with no input, its output going to the descriptor `output`, and its
/// errors where this process's go, or nowhere if `is_quiet`. It inherits no other descriptor that is closed on execve,
/// and takes SIGPIPE as usual. Returns its process id. The C function is posix_spawnp(3).
pid_t systemcalls_spawn(char *const arguments[], int output, int is_quiet);

/// Waits for the end of a process that was started. Returns its exit status, and 128 and the signal's number when a
/// signal ended it. The C function is waitpid(2).
int systemcalls_wait(pid_t process);

/// New memory for `size` bytes, all zero. In front of its first page, and right behind its last byte, lie pages that
/// cannot be touched; core dumps leave it out, and it stays in RAM where RLIMIT_MEMLOCK allows that. Returns its address;
/// NULL, with errno set, when there is none. It must be wiped before it is given back.
/// The C functions are mmap(2), mprotect(2), madvise(2) with MADV_DONTDUMP, and mlock(2).
void *systemcalls_map_guarded(size_t size);

/// Gives such memory back, with the size that it was asked for. The C function is munmap(2).
void systemcalls_unmap_guarded(void *address, size_t size);

/// Sets the vector registers to zero: copying leaves there what it has copied, 64 bytes each.
void systemcalls_wipe_vector_registers(int has_avx, int has_avx512);
