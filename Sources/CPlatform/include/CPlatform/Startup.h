#pragma once

// What a process is started with.

/// The arguments of this process as the system gave them, and NULL after the last; NULL when they are not known.
/// Swift's runtime asks /proc for them in a static executable, and has none when that fails.
char **platform_arguments(void);

/// The environment that programs started from now on inherit: the variable environ.
char **platform_environment(void);

/// Takes back what made a static program start where there is no /proc or no randomness. To be called first in main, by a program that defines
/// `platform_owns_process`; in others nothing was done. The C functions are setenv(3) and unsetenv(3).
void platform_end_startup(void);
