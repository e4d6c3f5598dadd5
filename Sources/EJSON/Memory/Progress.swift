/// Receives the progress of work on a document: how many bytes are done, of how many.
///
/// It is called on the thread that started the work. Threads do parts of about the same cost, so the part of this
/// thread stands for all.
package typealias ProgressHandler = @Sendable (_ done: Int, _ total: Int) -> Void

/// The number of strings between two calls of a `ProgressHandler`.
let progressInterval = 1_024
