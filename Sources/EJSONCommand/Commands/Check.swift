import CommandLineFlags
import EJSON
import EJSONFormat
import EJSONDelivery
import SystemPackage

struct Check: Command {
    static let documentation = Documentation(
        abstract: "Check that every secret is sealed; for CI and hooks.",
        discussion: """
            Needs no key: every string that must be sealed must be a well-formed boxed
            message. Each problem is one line on standard error: FILE:LINE:COLUMN: KEY PATH:
            what is wrong. With --open, the private key must open every value too. Values
            sealed to another public key than the document's are found without a key if the
            last commit (--staged) or another checked document shows it.

            Anything in "environment" that keeps `ejson run` from starting a program is a
            warning: invalid variable names, variables that change how programs run,
            objects, arrays and null. It leaks nothing, and other commands accept such
            values, so the status stays 0.

            With --recipients, each document must have exactly the names and keys of a
            reviewed list. This needs no key. Warns about a document without a recipient
            that is kept offline, because hosts and laptops can be lost.

            In a directory, every file *.ejson is checked, at any depth; links to
            directories are not followed. Also reported: private keys in it that git does not
            ignore, private keys that a Docker build context (a directory with a Dockerfile)
            holds together with a document and .dockerignore does not leave out, and
            directories .ejson-tmp-* that killed commands have left.
            """,
        examples: [
            "ejson check secrets.ejson": "",
            "ejson check .": "every document below this directory",
            "ejson check --open config/": "and they can be opened here",
            "ejson check --staged": "what is about to be committed",
        ],
        exitStatuses: [
            "0": "no problem was found; there may be warnings",
            "1": "a problem was found, or something could not be checked",
            "64": "the arguments are wrong",
        ],
        sections: [
            "JSON": """
              {"documents": 2,
               "findings": [{"file", "line", "column", "path", "code", "message", "severity"}]}

            "code" is the library's error code, privateKeyInGit, privateKeyNotChecked,
            privateKeyInBuildContext, hardLinked, leftover, recipientMissing,
            recipientNotListed, recipientKeyDiffers or noRecoveryRecipient. "severity" is
            error or warning.
            Unknown members are null.
            """
        ]
    )

    var decryption = DecryptionOptions()
    var open = false
    var recipients: FilePath?
    var staged = false
    var json = false
    var quiet = false
    var files: [DocumentArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.flag("--open", help: "Require that every value opens with its private key.", into: &open)
        parameters.option(
            "--recipients", value: "list",
            help: "Each document must have the recipients of this list: a line NAME KEY for each.", completion: .file,
            into: &recipients)
        parameters.flag("--staged", help: "Check what git has staged, keys too, not the working tree.", into: &staged)
        parameters.flag("--json", help: "Print JSON on standard output, and nothing else.", into: &json)
        parameters.flag("--quiet", "-q", help: "Print nothing, and only set the exit status.", into: &quiet)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.optionalArguments(
            "file", help: "Documents and directories; - is standard input.",
            into: &files)
    }

    func validate() throws(UsageError) {
        if staged != files.isEmpty {
            throw UsageError("Name documents or directories, or give --staged.")
        }
        if decryption.namesOneKey && (!open || files.count != 1) {
            throw UsageError("A --key-from option needs --open and one document.")
        }
        for file in files { try decryption.validate(reading: file) }
    }

    func run() throws {
        if quiet { KeyWarnings.silence() }
        forbidDumps()
        var report = CheckReport()
        try reporting("Not checked") {
            report.wantedRecipients = try recipients.map { try RecipientsFile($0).recipients }
            if staged { try checkStagedFiles(&report) }
        }
        for file in files {
            if let directory = file.file, isDirectory(directory) {
                checkDirectory(directory, &report)
            } else {
                check(file, &report) { () throws(EJSONError) in try readDocument(file) }
                if let file = file.file { checkNames(of: file, &report) }
            }
        }
        try show(report)
        if report.findings.contains(where: { !$0.isWarning }) { throw ExitStatus.failure }
    }

    private func show(_ report: CheckReport) throws {
        if quiet { return }
        if json {
            try reporting("Not checked") { try printLine(report.json.description) }
            return
        }
        for finding in report.findings { printError(finding.line) }
        if let advice = report.advice(isStaged: staged) { printError(advice) }
        if report.documents == 0, !files.isEmpty, report.findings.isEmpty {
            printWarning("there is no *.ejson file in \(files.map(\.words).joined(separator: ", "))")
        }
    }

    // MARK: What is checked

    private func check(_ file: DocumentArgument, _ report: inout CheckReport, _ read: () throws -> Document) {
        report.documents += 1
        do {
            let document = try read()
            for finding in try report.record.add(document, file) { report.add(finding) }
            report.add(warnings: try document.environmentFindings(), in: file)
            report.addRecipients(of: document, file)
            guard open else { return report.add(try document.findings(), in: file) }
            do {
                report.add(try decryption.findings(opening: document, file), in: file)
            } catch {
                // Without the key, the findings that need no key.
                report.add(try document.findings(), in: file)
                throw error
            }
        } catch {
            report.add(failed: error, in: file)
        }
    }

    private func checkStagedFiles(_ report: inout CheckReport) throws {
        for staged in try stagedFiles() {
            let name = staged.path.nameBytes
            if isDocumentName(name) {
                var document: Document?
                check(DocumentArgument(staged.path), &report) {
                    let content = try Document(consuming: staged.content())
                    document = content
                    return content
                }
                if let document, let previous = try staged.previousContent() {
                    try report.compare(document, withPrevious: previous, staged.path)
                }
            } else if PublicKey(fileName: name) != nil, try isPrivateKey(staged, named: name) {
                report.add(.privateKeyInGit(staged.path))
            }
        }
    }

    private func isPrivateKey(_ staged: StagedFileEntry, named name: ArraySlice<UInt8>) throws -> Bool {
        do {
            return try EJSONCommand.isPrivateKey(staged.content(limit: keyFileLimit), named: name)
        } catch let error as EJSONError where error.reason == .file(.tooLarge) {
            // No key is larger.
            return false
        }
    }

    private func checkNames(of document: FilePath, _ report: inout CheckReport) {
        guard let names = numberOfNames(of: document), names > 1 else { return }
        report.add(.hardLinked(document, names: names))
    }

    private func checkDirectory(_ directory: FilePath, _ report: inout CheckReport) {
        let tree = CheckedTree(directory) { report.add([$0], in: DocumentArgument($0.file ?? directory)) }
        for document in tree.documents {
            check(DocumentArgument(document), &report) { () throws(EJSONError) in
                try Document(consuming: SecretBytes.contents(ofFound: document, isDocument: true))
            }
            checkNames(of: document, &report)
        }
        for leftover in tree.leftovers { report.add(.leftover(leftover)) }
        let keysInGit = KeysInGit(tree.keys)
        for key in keysInGit.taken { report.add(.privateKeyInGit(key)) }
        for (key, reason) in keysInGit.unknown { report.add(.privateKeyNotChecked(key, reason)) }
        let keysInContexts = KeysInBuildContexts(tree)
        for error in keysInContexts.errors { report.add([error], in: DocumentArgument(error.file ?? directory)) }
        if let dockerfile = keysInContexts.unfinished { report.add(.tooManyRules(dockerfile)) }
        for finding in keysInContexts.findings {
            report.add(.privateKeyInBuildContext(finding.key, finding.context, finding.document))
        }
    }
}
