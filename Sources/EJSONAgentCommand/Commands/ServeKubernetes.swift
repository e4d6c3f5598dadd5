#if Agent

    import CPlatform
    import CommandLineFlags
    import EJSON
    import EJSONAgent
    import EJSONVolumeDriver
    import Logging
    import ServiceLifecycle
    import SystemPackage

    struct ServeKubernetes: Server {
        static let documentation = Documentation(
            abstract: "Give Kubernetes' pods their secrets as files: a CSI driver for ephemeral inline volumes.",
            discussion: """
                A pod's volume of the driver ejson-swift.csi holds a sealed document, or names one on
                the node. Its values are mounted as files in memory. The policy says which
                namespace and service account may open which documents. This process has no keys:
                the agent opens the document. It runs as root on every node: Docs/kubernetes.md.

                CSI_ENDPOINT may name the socket of the driver, as the interface's specification
                has it. EJSON_AGENT_LOG_LEVEL is a level of swift-log, info by default.
                """,
            exitStatuses: ["0": "it was asked to stop", "1": "it could not start"]
        )

        var policy: FilePath = "/etc/ejson/csi.json"
        var kubelet: FilePath = "/var/lib/kubelet"
        var node: String?
        var isCheck = false

        mutating func declare(in parameters: inout Parameters) {
            parameters.option(
                "--policy", value: "file", help: "Who may open what on this node.", completion: .file, into: &policy)
            parameters.option(
                "--kubelet", value: "dir", help: "The directory of kubelet, its --root-dir.", completion: .directory,
                into: &kubelet)
            parameters.option(
                "--node", value: "name", help: "The node's name. (default: the host's name)", into: &node)
            parameters.flag("--check-policy", help: "Only say what is wrong with the policy.", into: &isCheck)
        }

        func validate() throws(UsageError) {
            for path in [policy, kubelet] where !path.isAbsolute {
                throw UsageError("\(path) must begin with a slash.")
            }
        }

        func service(_ logger: Logger) throws -> any Service {
            var driver = Driver(node: try node ?? hostName())
            driver.kubelet = kubelet
            if let endpoint = environmentVariable("CSI_ENDPOINT"), !endpoint.isEmpty {
                let prefix = "unix://"
                let path = endpoint.hasPrefix(prefix) ? String(endpoint.dropFirst(prefix.count)) : endpoint
                guard path.hasPrefix("/") else { throw Failure("CSI_ENDPOINT is no unix socket: \(endpoint)") }
                driver.endpoint = FilePath(path)
            }
            do {
                _ = try NodePolicy(contentsOf: policy)
            } catch {
                // Volumes of pods that end must be unpublished all the same.
                logger.error("no volume is published until this is corrected", metadata: ["cause": "\(error)"])
            }
            return DriverService(driver, Publisher(policy: policy), logger)
        }

        func serve() async throws {
            if isCheck { try check() } else { try await serveUntilStopped() }
        }

        private func check() throws {
            let policy = try NodePolicy(contentsOf: policy)
            for rule in policy.rules {
                let accounts =
                    rule.serviceAccounts.map { $0.sorted().joined(separator: ", ") } ?? "all service accounts"
                printOutput("\(rule.namespace): \(accounts): \(rule.agent)\n")
                for key in rule.publicKeys.map(\.description).sorted() { printOutput("  \(key)\n") }
            }
        }
    }

    /// The C function is `gethostname`.
    private func hostName() throws -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { throw Failure("the host's name: \(Errno.current)") }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

#endif
