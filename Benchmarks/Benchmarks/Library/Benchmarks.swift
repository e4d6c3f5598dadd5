import Benchmark
import Corpus

/// Every work on every document that it applies to, as `work/document`. A run of the work and a run of its floor take
/// turns, so that both meet the same load.
let benchmarks: @Sendable () -> Void = {
    unsafe Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .floorRatio, .peakMemory, .documentSize, .secretCount],
        maxDuration: .seconds(1),
        maxIterations: 1_000
    )
    for shape in DocumentShape.all {
        for work in Work.allCases where work.applies(to: shape) {
            register(work, shape)
        }
    }
}

extension BenchmarkMetric {
    /// The time of the work in thousandths of that of its floor.
    static let floorRatio = custom("floorRatio")
    static let peakMemory = custom("peakMemory")
    static let documentSize = custom("documentSize")
    static let secretCount = custom("secretCount")
}

private func register(_ work: Work, _ shape: DocumentShape) {
    // Documents are made only in the process that measures them.
    var row: Row?
    var peak = 0
    let setup: Benchmark.BenchmarkSetupHook = {
        let made = try Row(work, shape)
        peak = try peakMemory { blackHole(try made.run()) }
        row = made
    }
    let clock = ContinuousClock()
    Benchmark(
        "\(work.rawValue)/\(shape.name)",
        closure: { benchmark in
            guard let row else { return benchmark.error("no document") }
            benchmark.startMeasurement()
            let start = clock.now
            let count = try row.run()
            let time = start.duration(to: clock.now)
            benchmark.stopMeasurement()
            blackHole(count)

            row.prepareFloor()
            let floorStart = clock.now
            for _ in 0..<row.floorRepetitions { row.runFloor() }
            let floor = floorStart.duration(to: clock.now) / row.floorRepetitions

            benchmark.measurement(.floorRatio, Int(1000 * (time / floor)))
            benchmark.measurement(.peakMemory, peak)
            benchmark.measurement(.documentSize, row.text.count)
            benchmark.measurement(.secretCount, shape.count)
        },
        setup: setup,
        teardown: { row = nil })
}
