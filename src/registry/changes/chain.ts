/** The seal of a change: a hash over what it says and over the seal of the change before it. */

import { hash } from 'node:crypto'
import type { ChangeRecord } from './change.ts'

/** What stands before the first change. */
export const firstHash = '0'.repeat(64)

/**
 * SHA-256, in hex, over the UTF-8 bytes of a JSON array: the hash before, and then the columns in the order of the table.
 * An array has no names that could be ordered otherwise, and JSON leaves no doubt where one text ends; texts that hold
 * JSON go in as they are stored, so that not even a blank can be changed unseen.
 *
 * @see docs/changes.md, which lets others check a log without us. This never changes: every log would be in doubt.
 */
export function sealOf(previousHash: string, record: ChangeRecord): string {
  const { sequence, time, actor, operation, context, subject, version, before, after, content, provenance } = record
  const columns = [sequence, time, actor, operation, context, subject, version, before, after, content, provenance]
  return hash('sha256', JSON.stringify([previousHash, ...columns]), 'hex')
}
