import CommandLineFlags
import SystemPackage

// What `ejson edit` says about editors.

func messageForEditorInWindow(_ command: Argument) -> Message {
    Message(
        "the editor (\(command)) returned at once, and nothing was changed",
        hint: "an editor with a window needs the option that makes it wait: code --wait, subl --wait, gedit --wait, "
            + "kate --block, gvim -f")
}

func wordsForLateText(_ file: FilePath) -> String {
    "What it saves later stays in memory, closed to others; go on with it: ejson edit --resume \(shellWord(file))"
}
