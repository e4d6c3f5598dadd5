import EJSON
import SystemPackage

// What the machine does with the memory of programs that hold secrets. Darwin has none of these files.

func diagnosesOfMachine() -> [Diagnosis] {
    [diagnosisOfSwap(), diagnosisOfLockedMemory(), diagnosisOfCoreDumps(), diagnosisOfTracing()].compactMap { $0 }
        + diagnosesOfLinks()
}

private func diagnosisOfSwap() -> Diagnosis? {
    guard let table = systemText("/proc/swaps") else { return nil }
    let devices = table.split(separator: "\n").dropFirst().compactMap { $0.split(whereSeparator: \.isWhitespace).first }
    // zram is memory, and what is called dm-… is mapped: it may be encrypted.
    let unknown = devices.filter { !$0.hasPrefix("/dev/zram") && !$0.hasPrefix("/dev/dm-") }
    guard !unknown.isEmpty else { return Diagnosis(.machine, .ok, "memory is not swapped to a plain disk") }
    return Diagnosis(
        .machine, .note,
        "memory may be swapped to \(unknown.map { printable(String($0)) }.joined(separator: ", ")); ejson locks its own, "
            + "a program that gets secrets may not",
        hint: "encrypt swap, or switch it off: swapoff -a")
}

private func diagnosisOfLockedMemory() -> Diagnosis? {
    guard let limit = limit("Max locked memory"), limit != "unlimited", let bytes = Int(limit) else { return nil }
    // What a document of a megabyte takes, twice.
    let enough = 2 << 20
    guard bytes < enough else { return nil }
    return Diagnosis(
        .machine, .note, "a process may lock \(bytes) bytes of memory; more secrets than that can be swapped out",
        hint: "raise it: ulimit -l, LimitMEMLOCK= in a unit, or --ulimit memlock= of a container")
}

private func diagnosisOfCoreDumps() -> Diagnosis? {
    guard let pattern = systemText("/proc/sys/kernel/core_pattern"), let limit = limit("Max core file size") else {
        return nil
    }
    let hint = "ejson writes none itself; for a program that gets secrets: ulimit -c 0, or LimitCORE=0 in its unit"
    if pattern.hasPrefix("|") {
        let program = pattern.dropFirst().split(separator: " ").first.map { printable(String($0)) } ?? "a program"
        return Diagnosis(.machine, .note, "a crash hands the memory of a program to \(program)", hint: hint)
    }
    guard limit != "0" else { return Diagnosis(.machine, .ok, "a crash leaves no core dump") }
    return Diagnosis(.machine, .note, "a crash writes the memory of a program to a file", hint: hint)
}

private func diagnosisOfTracing() -> Diagnosis? {
    guard systemText("/proc/sys/kernel/yama/ptrace_scope") == "0" else { return nil }
    return Diagnosis(
        .machine, .note, "processes of one user can read each other's memory",
        hint: "as root: sysctl -w kernel.yama.ptrace_scope=1")
}

private func diagnosesOfLinks() -> [Diagnosis] {
    ["protected_symlinks", "protected_hardlinks"].filter { systemText(FilePath("/proc/sys/fs").appending($0)) == "0" }
        .map { name in
            Diagnosis(
                .machine, .warning, "the kernel follows links that others put into shared directories (fs.\(name))",
                hint: "as root: sysctl -w fs.\(name)=1")
        }
}

/// The soft limit of this process, as the kernel writes it.
private func limit(_ name: String) -> String? {
    guard let limits = systemText("/proc/self/limits") else { return nil }
    let line = limits.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split(separator: " ").first.map { String($0) }
}
