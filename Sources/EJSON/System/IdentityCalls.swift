package import CPlatform

// The identity of the process.

/// The effective user ID. The C function is `geteuid`.
package var effectiveUser: uid_t { geteuid() }

/// The effective group ID. The C function is `getegid`.
package var effectiveGroup: gid_t { getegid() }

/// The real user ID. The C function is `getuid`.
package var realUser: uid_t { getuid() }

/// The C function is `getpid`.
package var processNumber: pid_t { getpid() }
