/// The version of the command, as `ejson --version` prints it.
let version = "0.1.0"
