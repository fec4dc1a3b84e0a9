import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'
export function checkEndpoint(_s: Subject): readonly Finding[] {
  return []
}
