import CommandLineFlags
import EJSON
import SystemPackage

/// What runs, and whether the shell would run another one.
func diagnosesOfVersions() -> [Diagnosis] {
    var parts = ["ejson \(version)", "libsodium \(Sodium.version)"]
    if let system = systemText("/proc/sys/kernel/osrelease") { parts.append("Linux \(system)") }
    let versions = Diagnosis(.versions, .ok, parts.joined(separator: ", "))
    return [versions, diagnosisOfSearchPath()].compactMap { $0 }
}

/// `nil` when the shell finds this command, or another name of it.
private func diagnosisOfSearchPath() -> Diagnosis? {
    guard let own = try? Executable(processArguments.first ?? "").path else { return nil }
    guard let found = try? Executable("ejson").path else {
        return Diagnosis(
            .versions, .note, "there is no ejson on PATH, where git's hooks look for it",
            hint: "add \(shellWord(own.removingLastComponent())) to PATH")
    }
    guard FileIdentity(of: own) != FileIdentity(of: found) else { return nil }
    return Diagnosis(
        .versions, .note, "the shell finds another ejson: \(printable(found)); this one is \(printable(own))")
}

/// The text of a file of the system's, without the line end; `nil` where there is none.
func systemText(_ file: FilePath) -> String? {
    guard let text = try? TextFile(path: file, isProgram: false).text() else { return nil }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
}
