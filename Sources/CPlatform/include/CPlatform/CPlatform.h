#pragma once

// What Swift cannot call by itself: the system calls that its importer does not see, under one name on every platform.
// One header and one file a concept. Unless its comment says otherwise a function returns 0, or -1 with errno set; ENOSYS
// where the platform has no such thing.

#include "CLibrary.h"
#include "Execution.h"
#include "Files.h"
#include "Memory.h"
#include "Mounts.h"
#include "Privileges.h"
#include "Processes.h"
#include "Registers.h"
#include "Sockets.h"
#include "Startup.h"
#include "Terminal.h"
#include "Threads.h"
#include "Volumes.h"
