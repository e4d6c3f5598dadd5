import EJSON

/// What to do when a value cannot be delivered. `others` are the names of the deliverable values.
func hint(_ problem: DeliveryProblem, others: [String] = []) -> String? {
    switch problem {
    case .notAPlainValue:
        "remove it or make it a string\(deliveringOthers(others)); to deliver what an object holds: --select PATH"
    case .changesHowProgramsRun: "if that is meant: --allow"
    case .tooLongForVariable: "deliver it in a file: --file or --directory"
    case .tooManyForEnvironment: hintOfFiles
    case .notInFormat: "choose another format"
    case .notAKubernetesSecret(let problem): hint(problem)
    case .layersDisagree: "an object or array in one document cannot be another kind of value in the next"
    default: nil
    }
}

let hintOfFiles = "deliver values in files: --file or --directory"

private func deliveringOthers(_ names: [String]) -> String {
    guard !names.isEmpty else { return "" }
    let shown = names.prefix(20).joined(separator: ",") + (names.count > 20 ? ",…" : "")
    return "; to deliver the others: --only \(shellWord(shown))"
}
