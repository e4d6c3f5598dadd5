import EJSON

/// Why a value cannot be delivered.
func message(_ problem: DeliveryProblem) -> Message {
    switch problem {
    case .notAPlainValue: messageForStructuredValues([])
    case .changesHowProgramsRun: messageForHazard
    case .tooLongForVariable: Message(problem.cause, hint: "deliver it in a file: --file or --directory")
    case .tooManyForEnvironment: Message(problem.cause, hint: "deliver values in files: --file or --directory")
    case .notInFormat(let format): messageForFormat(format)
    case .notAKubernetesSecret(let problem): message(problem)
    case .layersDisagree:
        Message(problem.cause, hint: "an object or array in one document cannot be another kind of value in the next")
    default: Message(problem.cause)
    }
}
