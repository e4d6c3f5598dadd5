import CPlatform

/// Keeps this process out of core dumps and reports of crashes, and away from debuggers. Where the system has no such
/// thing, the guarded memory is left out of dumps all the same.
func forbidDumps() {
    _ = platform_forbid_dumps()
    platform_forbid_backtraces()
    _ = inheritedCoreLimit
    var none = rlimit(rlim_cur: 0, rlim_max: inheritedCoreLimit.rlim_max)
    _ = unsafe platform_set_core_limit(&none)
}

/// Gives the program that is started the limit that this process was started with.
func restoreCoreLimit() {
    var limit = inheritedCoreLimit
    _ = unsafe platform_set_core_limit(&limit)
}

/// The limit before it was changed: read when it is first asked for.
private let inheritedCoreLimit: rlimit = {
    var limit = rlimit()
    _ = unsafe platform_core_limit(&limit)
    return limit
}()
