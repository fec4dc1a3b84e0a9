const batchSize = 500
const warmUp = 10
const batches = 40

/** Tells its parent what the export of a span costs, in CPU time of all threads and in time. */
export async function measureExport(createSpans, exportSpans) {
  // An export of ours keeps no process alive.
  const alive = setInterval(() => undefined, 1_000)
  let microseconds = 0
  let milliseconds = 0
  for (let i = 0; i < warmUp + batches; i++) {
    const spans = createSpans(batchSize)
    const cpu = process.cpuUsage()
    const start = performance.now()
    await exportSpans(spans)
    const { user, system } = process.cpuUsage(cpu)
    if (i < warmUp) continue
    microseconds += user + system
    milliseconds += performance.now() - start
  }
  const spans = batches * batchSize
  clearInterval(alive)
  const result = {
    spans: (warmUp + batches) * batchSize,
    microseconds: microseconds / spans,
    perSecond: (spans / milliseconds) * 1000
  }
  process.send(result, () => process.exit())
}
