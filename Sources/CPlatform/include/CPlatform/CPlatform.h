#pragma once

// System calls that Swift's importer does not see, under one name on every platform; one header and one file for each
// concept. Unless its comment says otherwise, a function returns 0, or -1 with errno set. errno is ENOSYS where the
// platform has no such call.

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
