/** What an installation of ours brings, itself included. */
export interface InstallSize {
  readonly packages: number
  readonly bytes: number
}

export const largestAllowed: InstallSize = { packages: 8, bytes: 4_000_000 }

/** A sentence for each limit that is exceeded. */
export function findExcess(size: InstallSize): readonly string[] {
  return (['packages', 'bytes'] as const)
    .filter(unit => size[unit] > largestAllowed[unit])
    .map(unit => `${size[unit]} ${unit}, ${largestAllowed[unit]} are allowed`)
}
