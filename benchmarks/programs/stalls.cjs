/**
 * Watches how long timers are kept waiting. Of a gap counts what the process computed in it: while
 * another process had its core, it is not the program that stood still.
 *
 * @returns a function that tells the longest stall since it was last asked, in milliseconds
 */
exports.watchStalls = () => {
  let longest = 0
  let time = performance.now()
  let cpu = process.cpuUsage()
  const sample = () => {
    const now = performance.now()
    const { user, system } = process.cpuUsage(cpu)
    longest = Math.max(longest, Math.min(now - time, (user + system) / 1_000))
    time = performance.now()
    cpu = process.cpuUsage()
  }
  setInterval(sample, 1).unref()
  return () => {
    sample()
    const result = longest
    longest = 0
    return result
  }
}
