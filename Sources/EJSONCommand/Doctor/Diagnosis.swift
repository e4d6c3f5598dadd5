/// One thing that `ejson doctor` has looked at.
struct Diagnosis: Equatable {
    /// What it is about; the order in which the subjects are shown.
    enum Subject: String, CaseIterable {
        case versions, keys, identities, agent, git, documents, machine
    }

    enum Verdict: String {
        case ok
        /// Worth knowing.
        case note
        /// It works, and is less safe than it could be.
        case warning
        /// Something does not work, or a secret is in danger.
        case problem
    }

    let subject: Subject
    let verdict: Verdict
    /// What was found; what to run or to read is the hint.
    let message: Message

    init(_ subject: Subject, _ verdict: Verdict, _ words: String, hint: String? = nil) {
        self.init(subject, verdict, Message(words, hint: hint))
    }

    init(_ subject: Subject, _ verdict: Verdict, _ message: Message) {
        self.subject = subject
        self.verdict = verdict
        self.message = message
    }

    /// What could not be looked at.
    init(_ subject: Subject, failed error: any Error) {
        self.init(subject, .problem, EJSONCommand.message(of: error))
    }
}
