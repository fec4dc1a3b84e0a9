const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** The names under which undici is installed, but for undici 8 on a Node that it does not support. */
export const undiciVersions = ['undici5', 'undici6', 'undici', 'undici8'].filter(
  name => name !== 'undici8' || major > 22 || (major === 22 && minor >= 19)
)
