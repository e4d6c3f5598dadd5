#pragma once

// What a process is started with.

/// The arguments of this process as the system gave them, and NULL behind the last; NULL when they are not known.
/// Swift's runtime asks /proc for them in a static executable, and has none when that fails.
char **platform_arguments(void);

/// The environment that programs started from now on inherit: the variable environ.
char **platform_environment(void);
