import { type Measure, measureDouble, measureInt } from '../../src/metrics/measure.js'

let next = 0

/** Measures are the process's; each test takes one that no other has. */
export function newMeasure(kind: 'int' | 'double' = 'double'): Measure {
  const make = kind === 'int' ? measureInt : measureDouble
  return make(`measure ${next++}`, 'for a test', 'ms')
}
