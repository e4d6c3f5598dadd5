package import CPlatform

// Which process this is, and whose.

/// The user whose rights this process has. The C function is `geteuid`.
package var effectiveUser: uid_t { geteuid() }

/// The group whose rights this process has. The C function is `getegid`.
package var effectiveGroup: gid_t { getegid() }

/// The user who has started this process. The C function is `getuid`.
package var realUser: uid_t { getuid() }

/// The C function is `getpid`.
package var processNumber: pid_t { getpid() }
