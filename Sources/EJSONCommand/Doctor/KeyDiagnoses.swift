import EJSON
import SystemPackage

/// The key directories: whether they are there, and who else can read or change what is in them.
func diagnoses(of directory: KeyDirectory) -> [Diagnosis] {
    let name = printable(directory.path)
    do throws(EJSONError) {
        let report = try directory.report()
        let inspection = KeyInspection(directory: directory, report: report, documents: [])
        let usable = report.keys.count { $0.isUsable }
        let keys = "\(usable) private key\(usable == 1 ? "" : "s")"
        let isRefused = !inspection.isAllWell
        let findings = inspection.findings(report).map { Diagnosis(.keys, isRefused ? .problem : .warning, $0) }
        let whole = Diagnosis(
            .keys, usable == 0 ? .note : .ok, "\(name) gives \(usable == 0 ? "no private key" : keys)",
            hint: usable == 0 ? hintOfMakingAKey : nil)
        return (isRefused ? [] : [whole]) + findings
    } catch  where error.code == .keyNotFound {
        // Whether one is needed is a matter of the documents.
        return [Diagnosis(.keys, .note, messageForMissingDirectory(directory.path, error.errno))]
    } catch {
        return [Diagnosis(.keys, failed: error)]
    }
}

private let hintOfMakingAKey = "`ejson keygen -w` makes a key pair"

/// The files that may open a list of recipients.
func diagnosesOfIdentities(_ ring: KeyRing) -> [Diagnosis] {
    let given = ring.identities.map { diagnosis(of: $0, isGiven: true) }
    let standard = ring.standardIdentities.filter { exists($0) }.map { diagnosis(of: $0, isGiven: false) }
    let all = given + standard
    return all.isEmpty
        ? [Diagnosis(.identities, .note, "there is none: no ssh key of this host or user, and no $EJSON_IDENTITY")]
        : all
}

/// A file that was named must be usable; what lies in a usual place may have another purpose.
private func diagnosis(of file: FilePath, isGiven: Bool) -> Diagnosis {
    do throws(EJSONError) {
        var warning: EJSONError?
        let key = try IdentityFile.key(at: file, .environment) { warning = $0 }
        if let warning { return Diagnosis(.identities, .warning, message(for: warning)) }
        let words = key.map(words) ?? "is a document, opened by its own private key"
        return Diagnosis(.identities, .ok, "\(printable(file)) \(words)")
    } catch {
        return Diagnosis(.identities, isGiven ? .problem : .note, message(for: error))
    }
}

private func words(for key: RecipientKey) -> String {
    switch key {
    case .publicKey(let key): "is the private key of \(abbreviated(key))"
    case .ssh(let key): "is the ssh key \(key.fingerprint)"
    }
}
