import EJSON
import SystemPackage

/// Each document: whether all of it is sealed, and what opens it here. What killed commands have left is named, and not
/// looked at as a document.
func diagnoses(of tree: CheckedTree, _ ring: KeyRing, _ agent: Agent?) -> [Diagnosis] {
    let leftovers = tree.leftovers.map { directory in
        Diagnosis(.documents, .warning, messageForLeftover(directory).after("\(printable(directory)): "))
    }
    let documents = tree.documents.filter { !isLeftover($0) }
    guard !documents.isEmpty else {
        return [Diagnosis(.documents, .note, "there is no *.ejson file below here", hint: "`ejson init` makes one")]
            + leftovers
    }
    return documents.flatMap { diagnoses(ofDocument: $0, ring, agent) } + leftovers
}

private func diagnoses(ofDocument file: FilePath, _ ring: KeyRing, _ agent: Agent?) -> [Diagnosis] {
    let name = printable(file)
    func failed(_ error: EJSONError) -> Diagnosis {
        let place = place(DocumentArgument(file), error.position, error.path)
        return Diagnosis(.documents, .problem, message(for: error, about: DocumentArgument(file)).after(place))
    }
    do throws(EJSONError) {
        let document = try Document(consuming: SecretBytes.contents(ofFound: file, isDocument: true))
        let findings = try document.findings()
        let plain = findings.count { $0.code == .notEncrypted }
        var diagnoses = findings.filter { $0.code != .notEncrypted }.map(failed)
        if plain > 0 {
            diagnoses.append(
                Diagnosis(
                    .documents, .problem, "\(name): \(plain) value\(plain == 1 ? " is" : "s are") not sealed",
                    hint: "run: ejson encrypt \(shellWord(file))"))
        }
        return diagnoses + [diagnosisOfOpening(document, file, ring, agent)]
    } catch {
        return [failed(error)]
    }
}

private func diagnosisOfOpening(_ document: Document, _ file: FilePath, _ ring: KeyRing, _ agent: Agent?) -> Diagnosis {
    let name = printable(file)
    do throws(EJSONError) {
        switch try ring.find(for: document, in: file).origin {
        case .keyFile(let key): return Diagnosis(.documents, .ok, "\(name): opened by the key file \(printable(key))")
        case .identity(let key, let recipient):
            return Diagnosis(.documents, .ok, "\(name): opened by \(printable(key)), as \(recipient)")
        }
    } catch  where error.isMissingKey {
        let key = abbreviated(document.recipient)
        return agent == nil
            ? Diagnosis(
                .documents, .note, "\(name): not opened here; its private key, of \(key), is elsewhere",
                hint: "if this host is to open it: " + hintOfPlace(of: document.recipient, in: ring.directory.path))
            : Diagnosis(
                .documents, .note, "\(name): its private key, of \(key), is not here; the agent may have it",
                hint: "this asks it: ejson check --open \(shellWord(file))")
    } catch {
        return Diagnosis(.documents, .problem, message(for: error).after("\(name): "))
    }
}
