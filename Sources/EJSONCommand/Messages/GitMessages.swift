// What is said of repositories and of git.

import SystemPackage

let wordsForHookThatDoesNotWarn =
    ", so it is left alone, and nothing warns of plaintext that cherry-pick, rebase or revert commits"

func messageForShallowClone(_ file: FilePath) -> Message {
    Message(
        "this clone is shallow: git has only the last commits here, so who sealed the values of \(printable(file)) and "
            + "when cannot be known",
        hint: "run: git fetch --unshallow")
}

/// A file that git reads in a work tree, and would wait for.
func messageForSpecialFile(_ file: FilePath) -> Message {
    Message("\(printable(file)) is not a file, and git would wait for it", hint: "remove it")
}
