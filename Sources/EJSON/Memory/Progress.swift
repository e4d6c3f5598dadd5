/// Is told how far the work on a document has come: how many bytes of it are done, of how many.
///
/// Called every now and then on the thread that asked for the work. Threads do parts of about the same cost, so that
/// the part of that thread stands for all.
package typealias ProgressHandler = @Sendable (_ done: Int, _ total: Int) -> Void

/// How many strings are done between two calls of a `ProgressHandler`.
let progressInterval = 1_024
