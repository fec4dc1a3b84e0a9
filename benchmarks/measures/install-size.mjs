import { installOurs, sizeOf } from '../harness/installed-size.mjs'

/** What `npm install` of the packed package brings into an empty folder. */
export const installSize = {
  name: 'install-size',
  unit: 'installed',
  async measure({ contestants }) {
    const ours = installOurs()
    const peers = contestants.filter(({ folder }) => folder !== undefined)
    const sizes = [
      { contestant: 'outspan', ...ours },
      ...peers.map(({ name, folder }) => ({ contestant: name, ...sizeOf(folder) }))
    ]
    return [
      ...sizes.map(size => toResult('packages', size.contestant, size.packages)),
      ...sizes.map(size => toResult('megabytes', size.contestant, size.bytes / 1e6)),
      toResult('kilobytes of the packed package', 'outspan', ours.packedBytes / 1e3)
    ]
  }
}

function toResult(scenario, contestant, value) {
  return { scenario, contestant, rounds: 1, value: { low: value, median: value, high: value } }
}
