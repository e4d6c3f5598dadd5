package import EJSON
package import SystemPackage

/// Decides about requests, and computes shared keys. A private key is in memory for as long as one request takes.
package struct Judge: Sendable {
    /// Where private keys are looked for.
    package let keys: KeyRing

    package init(_ keys: KeyRing) {
        self.keys = keys
    }

    /// What comes of a request.
    package struct Verdict: ~Copyable {
        /// The file of the grant that the request was judged by.
        package var document: FilePath?
        /// The answer with shared keys; `nil` for a refusal.
        package var answer: SecretBytes?
        package var refusal: AgentProblem?
        /// What the log should say about a refusal.
        package var cause: EJSONError?
    }

    package func verdict(on request: AgentRequest, under grant: Grant) -> Verdict {
        var verdict = Verdict()
        do throws(EJSONError) {
            let privateKey: PrivateKey
            if grant.publicKeys.contains(request.document) {
                // It is known by its public key alone: what its recipients open is found in a document in the key directory.
                privateKey = try keys.privateKey(of: request.document)
            } else {
                let document = try document(of: request, in: grant, &verdict)
                guard let document else { return verdict }
                let asked = Set(request.ephemeralKeys)
                guard asked.isSubset(of: try document.ephemeralKeys()) else {
                    verdict.refusal = .notInFile
                    return verdict
                }
                privateKey = try keys.privateKey(for: document, in: verdict.document)
            }
            verdict.answer = try AgentAnswer.keys(request.ephemeralKeys, privateKey)
        } catch {
            verdict.cause = error
            verdict.refusal = error.code == .refusedByAgent ? .weakEphemeralKey : .noPrivateKey
        }
        return verdict
    }

    /// The granted document with the request's public key, as it is in its file now.
    private func document(
        of request: AgentRequest,
        in grant: Grant,
        _ verdict: inout Verdict
    ) throws(EJSONError) -> Document? {
        verdict.refusal = .notGranted
        for file in grant.files {
            do throws(EJSONError) {
                let document = try Document(contentsOf: file)
                guard document.recipient == request.document else { continue }
                verdict.document = file
                verdict.refusal = nil
                return document
            } catch {
                // It may be the one that was asked for.
                verdict.document = file
                verdict.refusal = .unreadableFile
                verdict.cause = error
            }
        }
        return nil
    }
}
