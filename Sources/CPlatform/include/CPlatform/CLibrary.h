#pragma once

// The C library's headers. A Swift file that imports CPlatform sees their declarations on every platform, without
// importing Darwin, Glibc or Musl. Variadic functions and errno are not imported: see below and Files.h.

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/// errno, which is a macro: the reason of the last failed call on this thread.
int platform_error(void);

/// Sets errno to 0, before a call that reports failure only through it.
void platform_clear_error(void);
