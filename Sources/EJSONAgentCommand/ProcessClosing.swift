#if Agent

    import CPlatform

    /// Before a secret is read: no core dump of this process, no debugger, nothing of it on a disk.
    func closeProcess() {
        _ = platform_forbid_dumps()
        platform_forbid_backtraces()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe platform_set_core_limit(&none)
        _ = mlockall(CInt(MCL_CURRENT))
        umask(0o077)
        platform_ignore_broken_pipes()
    }

#endif
