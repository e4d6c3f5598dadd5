#pragma once

// The C library's own headers: a Swift file that imports CPlatform sees what they declare on every platform, and needs no
// import of Darwin, Glibc or Musl. Functions with variable arguments and errno are not among it: see below and Files.h.

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

/// The reason of the last call on this thread that failed: errno, which is a macro.
int platform_error(void);

/// Sets errno to 0, before a call that says only by it whether it failed.
void platform_clear_error(void);
