import EJSON

/// The version of the command, as `ejson --version` prints it.
let version = packageVersion
