import type { Resolver } from 'node:dns'
import { readFileSync } from 'node:fs'
import type { LookupFunction } from 'node:net'
import { join } from 'node:path'

// For each name server once, a little less than the system waits for the first.
const patience = { timeout: 4_000, tries: 1 }
/** After so many in a row, the system's own lookup is asked all the same: it may know other ways. */
const maxSilences = 3

const hostsFile =
  process.platform === 'win32'
    ? join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts'

const underWay = new Set<Resolver>()
let silences = 0

/**
 * As core's own lookup, once a name server has answered something, whatever it is.
 *
 * Core's lookup runs on a thread, and where packets to the name servers are lost, for 10 s and more.
 * It cannot be ended, and every end of a process waits for that thread: a program that calls
 * `process.exit()` stood for 9.7 s, and one with nothing left to do for 12 (glibc, Node 20). The
 * question of c-ares can be left at any time, and answers nothing here: search domains and other
 * sources of names are the system's. What the hosts file has, no name server is asked for.
 */
export const lookup: LookupFunction = (hostname, options, callback) => {
  const findNow = () => lookupNow(hostname, options, callback)
  if (silences >= maxSilences || isKnownHere(hostname)) return findNow()
  const isAsked = askNameServers(hostname, error => {
    if (error?.code === 'ECANCELLED') return callback(error, '')
    if (error?.code === 'ETIMEOUT') {
      silences++
      return callback(error, '')
    }
    silences = 0
    findNow()
  })
  if (!isAsked) findNow()
}

/** Names that no name server is asked for: RFC 6761 §6.3, and what the hosts file has. */
function isKnownHere(hostname: string): boolean {
  if (/(^|\.)localhost\.?$/i.test(hostname)) return true
  try {
    // Also as a part of another name, or behind a #: the system tells then, as without us.
    return readFileSync(hostsFile, 'utf8').toLowerCase().includes(hostname.toLowerCase())
  } catch {
    return false
  }
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

/** Not taken once: a program that replaces the lookup of all its connections replaces it for ours. */
const lookupNow: LookupFunction = (hostname, options, callback) => {
  const dns = require('node:dns') as typeof import('node:dns')
  dns.lookup(hostname, options, (error, ...found) => {
    // Where even that finds nothing, name servers are asked first again.
    if (error) silences = 0
    callback(error, ...found)
  })
}
