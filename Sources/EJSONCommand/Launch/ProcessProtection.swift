import CPlatform

/// Excludes this process from core dumps, crash reports and debuggers. On systems without this, guarded memory is still
/// excluded from dumps.
func forbidDumps() {
    _ = platform_forbid_dumps()
    platform_forbid_backtraces()
    _ = inheritedCoreLimit
    var none = rlimit(rlim_cur: 0, rlim_max: inheritedCoreLimit.rlim_max)
    _ = unsafe platform_set_core_limit(&none)
}

/// Restores the inherited limit for the started program.
func restoreCoreLimit() {
    var limit = inheritedCoreLimit
    _ = unsafe platform_set_core_limit(&limit)
}

/// The limit before the change; read on first use.
private let inheritedCoreLimit: rlimit = {
    var limit = rlimit()
    _ = unsafe platform_core_limit(&limit)
    return limit
}()
