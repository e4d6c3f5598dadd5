// Messages about repositories and git.

import SystemPackage

let wordsForHookThatDoesNotWarn =
    ", so it is left alone, and nothing warns of plaintext that cherry-pick, rebase or revert commits"

func messageForShallowClone(_ file: FilePath) -> Message {
    Message(
        "this clone is shallow: git has only the last commits here, so who sealed the values of \(printable(file)) and "
            + "when cannot be known",
        hint: "run: git fetch --unshallow")
}

/// A pipe or device in a work tree, on which git would block.
func messageForSpecialFile(_ file: FilePath) -> Message {
    Message("\(printable(file)) is not a file, and git would wait for it", hint: "remove it")
}

let messageOutsideOfRepository = Message(
    "this is not the working tree of a git repository",
    hint: "go to the repository of the documents, or make one: git init")
