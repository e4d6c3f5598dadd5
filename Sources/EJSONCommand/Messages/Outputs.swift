import EJSON
import SystemPackage

// What is said about where plaintext goes.

func wordsForForeignFile(_ file: String, _ owner: UInt32) -> String {
    "\(file) belongs to another user (\(owner)), who would get the plaintext; remove it, or name another file"
}

func wordsForForeignLink(_ link: String, _ owner: UInt32) -> String {
    "\(link) is a link of another user's (\(owner)), and plaintext goes nowhere they say; name the file it leads to"
}

func wordsForReadableOutput(_ file: FilePath) -> String {
    "everyone can read \(printable(file)), which holds plaintext; run: chmod o-r \(shellWord(file))"
}
