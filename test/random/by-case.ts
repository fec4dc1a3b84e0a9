/** What belongs to each case; those that belong to none, under -1. */
export function byCase<T>(
  items: readonly T[],
  caseOf: (item: T) => number
): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>()
  for (const item of items) {
    const id = caseOf(item)
    const group = groups.get(id)
    if (group) group.push(item)
    else groups.set(id, [item])
  }
  return groups
}
