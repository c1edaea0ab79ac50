/** Who writes, from where, and whether on purpose: from the principal and headers of our own. */

import type { IncomingHttpHeaders } from 'node:http'
import type { Principal } from '../authorize.ts'
import { provenanceParts, readProvenance, type WriteOptions } from '../registry/index.ts'

/** Headers that every write may have. */
export const writerHeaders = {
  author: 'Schemalog-Author',
  commit: 'Schemalog-Commit',
  repository: 'Schemalog-Repository',
  pullRequest: 'Schemalog-Pull-Request',
  run: 'Schemalog-Run',
} as const satisfies Record<(typeof provenanceParts)[number], string>

const names = provenanceParts.map((part) => [part, writerHeaders[part].toLowerCase()] as const)

/** Says that a registration is meant, where clients may not register on their own. */
export const deliberateHeader = 'Schemalog-Deliberate'

/** @throws {RegistryError} `invalidProvenance`. */
export function writerOf(principal: Principal, headers: IncomingHttpHeaders): WriteOptions & { deliberate?: boolean } {
  const deliberate = String(headers[deliberateHeader.toLowerCase()]).toLowerCase() === 'true'
  const writer = { actor: principal, ...(deliberate && { deliberate }) }
  const given = names.flatMap(([part, name]) => {
    const value = headers[name]
    return value === undefined ? [] : [[part, fromBytes(String(value))] as const]
  })
  if (given.length === 0) return writer
  return { ...writer, provenance: readProvenance(Object.fromEntries(given)) }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Node reads headers as Latin-1, but names of people come as UTF-8. */
function fromBytes(value: string): string {
  try {
    return utf8.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}
