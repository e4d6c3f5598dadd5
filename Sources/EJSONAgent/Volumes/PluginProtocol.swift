#if Agent

    import EJSON
    import EJSONFormat
    import SystemPackage

    /// The Docker volume plugin protocol, without HTTP: a call and its body in, a status and a body out.
    package struct PluginProtocol: Sendable {
        private let driver: VolumeDriver
        private let log: @Sendable (String) -> Void

        package init(_ driver: VolumeDriver, log: @escaping @Sendable (String) -> Void) {
            self.driver = driver
            self.log = log
        }

        package struct Answer: Hashable, Sendable {
            package let status: Int
            package let body: String
        }

        /// - Parameter call: such as `VolumeDriver.Mount`.
        package func answer(_ call: String, _ body: [UInt8]) -> Answer {
            let request: PluginRequest
            do throws(PluginError) {
                // Plugin.Activate comes with no body, or an empty one.
                request = body.isEmpty ? PluginRequest() : try PluginRequest(body)
            } catch {
                return Self.failure(400, error.description)
            }
            do {
                return Answer(status: 200, body: try members(call, request).description)
            } catch let error as UnknownCall {
                return Self.failure(404, error.description)
            } catch {
                let words = "\(error)"
                log("\(call) \(jsonLiteral(request.name)): \(words)")
                // Engines take every other status than 200 for an error, and 200 with words in some calls only.
                return Self.failure(500, words)
            }
        }

        package static func failure(_ status: Int, _ words: String) -> Answer {
            Answer(status: status, body: JSONText.object([("Err", .string(words))]).description)
        }

        private struct UnknownCall: Error, CustomStringConvertible {
            let description: String
        }

        private func members(_ call: String, _ request: PluginRequest) throws -> JSONText {
            var members: [(name: String, value: JSONText)] = []
            switch call {
            case "Plugin.Activate": return .object([("Implements", .array([.string("VolumeDriver")]))])
            case "VolumeDriver.Capabilities": return .object([("Capabilities", .object([("Scope", .string("local"))]))])
            case "VolumeDriver.Create": try driver.create(request.name, request.options)
            case "VolumeDriver.Remove": try driver.remove(request.name)
            case "VolumeDriver.Mount":
                members.append(("Mountpoint", .string(try driver.mount(request.name, for: request.user).string)))
            case "VolumeDriver.Unmount": try driver.unmount(request.name, for: request.user)
            case "VolumeDriver.Path":
                members.append(("Mountpoint", .string(try driver.describe(request.name).path?.string ?? "")))
            case "VolumeDriver.Get":
                let volume = try driver.describe(request.name)
                let status = volume.definition.options.sorted { $0.key < $1.key }.map {
                    ($0.key, JSONText.string($0.value))
                }
                members.append(
                    (
                        "Volume",
                        .object(entry(volume) + [("Status", .object(status + [("users", .number(volume.users))]))])
                    )
                )
            case "VolumeDriver.List": members.append(("Volumes", .array(driver.list().map { .object(entry($0)) })))
            default: throw UnknownCall(description: "this plugin has no call \(jsonLiteral(call))")
            }
            return .object(members + [("Err", .string(""))])
        }

        private func entry(_ volume: VolumeDriver.Description) -> [(name: String, value: JSONText)] {
            [("Name", .string(volume.definition.name)), ("Mountpoint", .string(volume.path?.string ?? ""))]
        }
    }

#endif
