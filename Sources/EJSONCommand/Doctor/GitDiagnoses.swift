import CommandLineFlags
import EJSON
import SystemPackage

/// What `ejson git install` sets up, and private keys that git has.
///
/// - Parameter keys: the private keys that lie below the directory that is looked at.
func diagnosesOfGit(_ keys: [FilePath]) -> [Diagnosis] {
    let inGit = KeysInGit(keys)
    var diagnoses = inGit.taken.map { Diagnosis(.git, .problem, "\(printable($0)): \(wordsForKeyInGit)") }
    diagnoses += inGit.unknown.map { key, reason in
        Diagnosis(.git, .problem, "\(printable(key)): \(wordsForKeyNotChecked(reason))")
    }
    do {
        guard let workTree = try GitWorkTree.current() else {
            return diagnoses + [Diagnosis(.git, .note, "this is not the working tree of a git repository")]
        }
        return diagnoses + (try diagnosesOfSettings(workTree)) + [try diagnosisOfHooks()]
    } catch {
        return diagnoses + [Diagnosis(.git, failed: error)]
    }
}

private let install = "run: ejson git install"

private func diagnosesOfSettings(_ workTree: GitWorkTree) throws -> [Diagnosis] {
    var settings: [String: String] = [:]
    for name in GitSettings.names {
        settings[name] = try GitProcess.line(["config", "--get", name], in: workTree)?.string
    }
    guard settings["diff.ejson.textconv"] != nil, settings["merge.ejson.driver"] != nil else {
        let attributes = TextFile(path: workTree.top.appending(".gitattributes"), isProgram: false)
        let isMeant = try attributes.text()?.holds("diff=ejson") == true
        return [
            isMeant
                ? Diagnosis(
                    .git, .warning, "this clone is not set up, so git compares and merges documents as lines of text",
                    hint: install)
                : Diagnosis(.git, .note, "git compares and merges documents as lines of text", hint: install)
        ]
    }
    guard let program = settings[GitSettings.program] else {
        return [Diagnosis(.git, .warning, "what git runs was set up by hand, or by another version", hint: install)]
    }
    let isThere = (try? Executable(Argument(bytes: Array(program.utf8)))) != nil
    guard isThere || (try? Executable("ejson")) != nil else {
        return [
            Diagnosis(
                .git, .problem,
                "git is to run \(printable(program)), which is not there, and there is no ejson on PATH",
                hint: install)
        ]
    }
    let isCurrent = [false, true].contains { showsEverywhere in
        GitSettings(path: program, showsEverywhere: showsEverywhere).values.allSatisfy { settings[$0] == $1 }
    }
    return [
        isCurrent
            ? Diagnosis(.git, .ok, "git compares and merges documents value by value")
            : Diagnosis(.git, .note, "what git runs was set up by another version of ejson", hint: install)
    ]
}

private func diagnosisOfHooks() throws -> Diagnosis {
    try GitRepository().checksCommits()
        ? Diagnosis(.git, .ok, "what is staged is checked before a commit")
        : Diagnosis(.git, .note, "nothing checks what is staged before a commit", hint: install)
}
