import EJSON

// About what `ejson run` hands over, and to whom.

/// Null, an object or an array where a variable or a file is wanted.
let wordsForStructuredValues =
    "null, objects and arrays cannot be delivered, only strings, numbers and booleans; remove them or make them strings, "
    + "name the others with --only, or take what an object holds with --select"

let wordsForHazard = "this variable would change how programs load or run; if that is meant: --allow"
