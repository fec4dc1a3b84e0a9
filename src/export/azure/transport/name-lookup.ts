import type { Resolver } from 'node:dns'
import type { LookupFunction } from 'node:net'

// 3.5 s in all. Name servers that are there answer within milliseconds, most failures included.
const patience = { timeout: 1_000, tries: 2 }
/** After so many in a row, the system's own lookup is asked all the same: it may know other ways. */
const maxSilences = 3
/** What c-ares says when no name server has answered, and when it was told to stop. */
const silent = new Set<unknown>(['ETIMEOUT', 'ECANCELLED'])

const underWay = new Set<Resolver>()
let silences = 0

/**
 * As core's own lookup, once a name server has answered something, whatever it is.
 *
 * Core's lookup runs on a thread, and where packets to the name servers are lost, for 10 s and more.
 * It cannot be ended, and every end of a process waits for that thread: a program that calls
 * `process.exit()` stood for 9.7 s, and one with nothing left to do for 12 (glibc, Node 20). The
 * question of c-ares can be left at any time, and answers nothing here: hosts files, search domains
 * and other sources of names are the system's.
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  const findNow = () => lookupNow(hostname, options, callback)
  if (isLocal(hostname) || silences >= maxSilences) return findNow()
  const isAsked = askNameServers(hostname, error => {
    const isSilent = silent.has(error?.code)
    silences = isSilent ? silences + 1 : 0
    if (error && isSilent) callback(error, '')
    else findNow()
  })
  if (!isAsked) findNow()
}

/** @returns false when c-ares has no descriptor, or does not take it for a name */
function askNameServers(
  hostname: string,
  onEnd: (error: NodeJS.ErrnoException | null) => void
): boolean {
  const { Resolver } = require('node:dns') as typeof import('node:dns')
  try {
    const resolver = new Resolver(patience)
    resolver.resolve4(hostname, error => {
      underWay.delete(resolver)
      onEnd(error)
    })
    underWay.add(resolver)
    return true
  } catch {
    return false
  }
}

/** The program is at its end: the questions that still wait fail now. */
export function abandonLookups(): void {
  for (const resolver of underWay) resolver.cancel()
}

/** Names that no name server is asked for (RFC 6761 §6.3). */
function isLocal(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname)
}

/** Not taken once: a program that replaces the lookup of all its connections replaces it for ours. */
const lookupNow: LookupFunction = (hostname, options, callback) => {
  const dns = require('node:dns') as typeof import('node:dns')
  dns.lookup(hostname, options, (error, ...found) => {
    // Where even that finds nothing, name servers are asked first again.
    if (error) silences = 0
    callback(error, ...found)
  })
}
