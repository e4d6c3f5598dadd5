#if Agent

    import CommandLineFlags
    import EJSONAgent
    import SystemPackage

    /// Where grants are, and their sockets.
    struct GrantOptions: ParameterGroup {
        var grants: FilePath = "/etc/ejson/grants"
        var runtime: FilePath = "/run/ejson"

        mutating func declare(in parameters: inout Parameters) {
            parameters.option(
                "--grants", value: "dir", help: "The directory of grants.", completion: .directory, into: &grants)
            parameters.option(
                "--runtime", value: "dir", help: "The directory of sockets that a grant does not name.",
                completion: .directory, into: &runtime)
        }

        var directory: GrantDirectory { GrantDirectory(grants, runtime: runtime) }
    }

#endif
