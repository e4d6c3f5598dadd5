#pragma once

// Arguments and environment of this process.

/// The arguments of this process, ended by NULL; NULL when they are not known. In a static executable Swift's runtime
/// reads them from /proc, and has none when that fails.
char **platform_arguments(void);

/// The environment that programs started from now on inherit: the variable environ.
char **platform_environment(void);

/// Removes the variables that let a static program start without /proc or randomness. To be called first in main, by a
/// program that defines `platform_owns_process`; others have none. The C functions are setenv(3) and unsetenv(3).
void platform_end_startup(void);
