/** Undoes what was turned on; calling it twice does nothing more. */
export type Restore = () => void

/** One Restore for several, undone in reverse order, as they lie on top of each other. */
export function restoreAll(restores: readonly Restore[]): Restore {
  return () => {
    for (const restore of [...restores].reverse()) restore()
  }
}
