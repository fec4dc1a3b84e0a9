/** Which of these packages have been required already; those of ES modules do not show. */
export function findLoadedPackages(names: readonly string[]): readonly string[] {
  const folder = new RegExp(`[\\\\/]node_modules[\\\\/](${names.join('|')})[\\\\/]`)
  const found = new Set<string>()
  for (const path of Object.keys(require.cache)) {
    const name = folder.exec(path)?.[1]
    if (name !== undefined) found.add(name)
  }
  return [...found].sort()
}
