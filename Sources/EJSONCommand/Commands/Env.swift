import CPlatform
import CommandLineFlags
import EJSON
import EJSONDelivery
import EJSONFormat

extension EnvironmentFormat: ArgumentChoice {
    package var help: String {
        switch self {
        case .shell: "export NAME=VALUE, quoted for any POSIX shell"
        case .dotenv:
            "NAME='VALUE'; a value that readers of .env files disagree about, such as one with $ in it, is refused"
        case .json: "an object of strings"
        case .docker: "NAME=VALUE lines for docker run --env-file"
        case .github:
            "for a step of GitHub Actions: appends the variables to $GITHUB_ENV by itself, and prints what masks the "
                + "sealed values in the log. The runner must read standard output: do not redirect it"
        case .nul: "NAME=VALUE and a NUL byte each"
        }
    }
}

struct Env: Command {
    static let documentation = Documentation(
        abstract: "Print the values of the object \"environment\" for a shell or another program.",
        discussion: """
            Prefer `ejson run -- COMMAND`, which leaves no plaintext in a shell or file.

            Prints what ejson2env prints, and acts as that command when started under that
            name. Without such an object it then prints nothing. The format shell takes
            strings only. The other formats, and --flatten, take numbers and booleans too,
            and refuse what `ejson run` refuses: null, objects, arrays, and for github,
            dotenv and docker variables that change how programs run.

            Of several documents, later ones win, as with `ejson run`; each must have the
            object. ejson2env takes one.

            A shell continues after eval "$(…)" when the command in it has failed. On
            failure, the format shell therefore prints `(exit 1)`, which fails when it is
            evaluated, unless standard output is a terminal. Two steps stop with the
            command's status:

              values=$(ejson env secrets.ejson) && eval "$values" || exit
            """,
        examples: [
            "ejson run -- ./step": "",
            "eval \"$(ejson env secrets.ejson)\" || exit": "",
            "ejson env --format github secrets.ejson": "",
            "ejson env --flatten --select production --format json secrets.ejson": "",
        ],
        exitStatuses: [
            "0": "all values are printed",
            "1": "nothing was printed",
            "64": "the arguments are wrong",
        ]
    )

    var decryption = DecryptionOptions()
    var selection = ValueSelection()
    var search = DocumentSearch()
    var format = EnvironmentFormat.shell
    var quiet = false
    var flatten = false
    var allow: [NameList] = []
    var files: [DocumentArgument] = []

    mutating func declare(in parameters: inout Parameters) {
        parameters.option("--format", value: "format", help: "How to print.", into: &format)
        parameters.flag("--quiet", "-q", help: "In the format shell, leave out `export`.", into: &quiet)
        parameters.flag(
            "--flatten", help: "Take nested values too, named by their keys joined with underscores.", into: &flatten)
        parameters.options(
            "--allow", value: "name,…", help: "Variables to print although they change how programs run.",
            completion: .names(of: "file"), into: &allow)
        parameters.group(&selection)
        parameters.group(&search)
        parameters.group(&decryption, heading: DecryptionOptions.heading)
        parameters.arguments(
            "file", help: "Documents, later ones win; - is standard input.",
            into: &files)
    }

    func validate() throws(UsageError) {
        for file in files { try decryption.validate(reading: file) }
        guard files.count(where: \.isStandardInput) <= 1 else { throw UsageError("Standard input is one document.") }
        if isStartedAsEJSON2Env, files.count > 1 { throw UsageError("ejson2env takes one document.") }
    }

    func run() throws {
        do {
            try deliver()
        } catch {
            failEvaluation()
            throw error
        }
    }

    /// Whether the reference's `ejson2env` would print the same.
    private var isAsInReference: Bool { format == .shell && !flatten }

    private func deliver() throws {
        let prefix = isStartedAsEJSON2Env ? "error" : "Decryption failed"
        let files = try files.map { file in try reporting(prefix, file) { try search.resolve(file) } }
        try reporting(prefix, files.count == 1 ? files[0] : nil) { try deliver(files) }
    }

    private func deliver(_ files: [DocumentArgument]) throws {
        let workflowFile = format == .github ? try WorkflowFile() : nil
        try decryption.decrypt(files, check: { try selection.requireObject(in: $0) }) { layers in
            let values: SecretValues
            do throws(EJSONError) {
                values = try selection.values(in: layers.text.bytes, flattened: flatten)
            } catch {
                // The reference prints nothing for a document without an environment.
                guard isAsInReference, files.count == 1, error.reason == .delivery(.noSuchObject),
                    selection.select == nil
                else {
                    throw error
                }
                try layers.delivers([])
                if !isStartedAsEJSON2Env { printWarning(messageForNoEnvironment.after("\(files[0].words): ")) }
                return
            }
            try print(values, layers, workflowFile)
        }
    }

    private func print(
        _ values: consuming SecretValues,
        _ layers: borrowing DecryptedLayers,
        _ workflowFile: WorkflowFile?
    ) throws {
        // The reference checks all names, and then takes strings only.
        try values.requireVariableNames()
        if isAsInReference {
            values.keep { $0.kind == .string }
        } else {
            try values.requirePlainValues(allowsNUL: format == .json)
        }
        try values.requireText()
        switch format {
        case .github, .dotenv, .docker: try values.requireHarmlessNames(allowing: names(in: allow))
        case .shell, .json, .nul: break
        }
        values.sort()
        let text = try format.text(of: values, exports: !quiet)
        guard let workflowFile else {
            try layers.delivers(values.entries)
            return try text.withBytes(writeToStandardOutput)
        }
        let masks = try values.workflowMasks()
        try layers.delivers(values.entries)
        // The runner must know what to mask before it prints a variable.
        try masks.withBytes(writeToStandardOutput)
        try workflowFile.append(text)
    }

    /// Prints a failing statement, so that `eval "$(ejson env FILE)"` fails, and so does sourcing the printed text from
    /// a file.
    private func failEvaluation() {
        guard format == .shell, !isStartedAsEJSON2Env, !systemIsTerminal(STDOUT_FILENO) else { return }
        // When standard output cannot be written, the status still reports the failure.
        try? printLine("(exit 1)")
    }
}
