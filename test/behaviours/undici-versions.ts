const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
// undici 8 asks for Node 22.19.
const canLoad8 = major > 22 || (major === 22 && minor >= 19)
const names = { undici5: 5, undici6: 6, undici: 7, undici8: 8 } as const

/** The names under which the versions from `oldest` on are installed, as far as this Node runs them. */
export function undiciVersions(oldest: number): string[] {
  const known = Object.entries(names).filter(([, version]) => version !== 8 || canLoad8)
  return known.filter(([, version]) => version >= oldest).map(([name]) => name)
}
