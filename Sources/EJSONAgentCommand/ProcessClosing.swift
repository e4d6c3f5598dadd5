#if Agent

    import CPlatform
    import EJSON
    import SystemPackage

    /// Before a secret is read: no core dump of this process, no debugger.
    ///
    /// Secrets are in memory that is locked page by page (`SecretBytes`). The rest of the process holds none: locking all of
    /// it would keep every page of its libraries in RAM.
    ///
    /// - Parameter warn: is told when memory cannot be locked. A host without swap, or with encrypted swap, does not need it.
    func closeProcess(warn: (String) -> Void) throws {
        guard platform_forbid_dumps() == 0 else {
            throw Failure("this process cannot be kept out of core dumps: \(Errno.current)")
        }
        platform_forbid_backtraces()
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        guard unsafe platform_set_core_limit(&none) == 0 else {
            throw Failure("core dumps of this process cannot be forbidden: \(Errno.current)")
        }
        if !platform_can_lock(lockedSize) {
            warn("keys can reach the swap, because memory cannot be locked (\(Errno.current)): raise LimitMEMLOCK")
        }
        umask(0o077)
        platform_ignore_broken_pipes()
    }

    /// The secrets of as many requests as are worked on at once.
    private let lockedSize = 1 << 20

#endif
