/** Checking the change log: every seal is made anew, from a row and the seal before it, and compared. */

import { firstHash, sealOf } from './chain.ts'
import type { ChangeHead, ChangeReads, SealedRecord } from './change.ts'

export interface VerificationOptions {
  /** Where to go on: the last change that is known to be right. From the beginning where absent. */
  readonly after?: number | undefined
  /** The hash that this change had when it was looked at; without it, the one that it has now is believed. */
  readonly hash?: string | undefined
  /** Most changes that are looked at. */
  readonly limit?: number | undefined
}

/** The first place at which the log is not what was written. */
interface ChainFault {
  /** Sequence of the change that is missing, or that is not what it was. */
  readonly sequence: number
  readonly kind: 'missing' | 'changed' | 'unexpected'
  readonly message: string
}

export interface Verification {
  readonly intact: boolean
  /** The last change that was found right, and its hash: both are where to go on, and worth keeping elsewhere. */
  readonly through: number
  readonly hash: string
  /** Whether the end of the log was reached. */
  readonly complete: boolean
  /** The end of the log when the check began. */
  readonly head: ChangeHead
  readonly fault?: ChainFault
}

const defaultLimit = 10_000
const maxLimit = 100_000
const pageRows = 500

/**
 * Finds the first change that was altered, removed, put in or moved. Who can write to the database could also seal the
 * whole log anew; that is found by giving `after` and `hash` of an earlier check, kept where they could not write.
 */
export async function verifyChanges(log: ChangeReads, options: VerificationOptions): Promise<Verification> {
  const { after = 0, limit = defaultLimit } = options
  const head = await log.findChangeHead()
  const start = await findStart(log, after, options.hash)
  if ('kind' in start) return { intact: false, through: 0, hash: firstHash, complete: false, head, fault: start }
  let { sequence: through, hash } = start
  const last = through + Math.min(limit > 0 ? limit : defaultLimit, maxLimit)
  // Nothing stands before the first change, whatever number it may have.
  let position = through === 0 ? Number.MIN_SAFE_INTEGER : through
  for (;;) {
    const records = await log.loadChangeRecords(position, pageRows)
    for (const record of records) {
      if (through >= last) return { intact: true, through, hash, complete: false, head }
      const fault = faultOf(record, through, hash) ?? (await faultBeyond(log, record, head))
      if (fault) return { intact: false, through, hash, complete: false, head, fault }
      through = record.sequence
      hash = record.hash ?? ''
      position = through
      if (through === head.sequence && hash !== head.hash)
        return { intact: false, through, hash, complete: false, head, fault: changed(through) }
    }
    if (records.length > 0) continue
    const fault = through < head.sequence ? missing(through + 1, 'it is the end of the log that is gone') : undefined
    return { intact: !fault, through, hash, complete: !fault, head, ...(fault && { fault }) }
  }
}

async function findStart(log: ChangeReads, after: number, hash: string | undefined): Promise<ChangeHead | ChainFault> {
  if (after <= 0) return { sequence: 0, hash: firstHash }
  const [record] = await log.loadChangeRecords(after - 1, 1)
  if (record?.sequence !== after) return missing(after, 'it is where this check was to begin')
  if (record.hash === null || (hash !== undefined && record.hash !== hash)) return changed(after)
  return { sequence: after, hash: record.hash }
}

function faultOf(record: SealedRecord, through: number, hash: string): ChainFault | undefined {
  const expected = through + 1
  if (record.sequence > expected) return missing(expected, `the next one is ${record.sequence}`)
  if (record.sequence !== expected) return unexpected(record.sequence)
  return record.hash === sealOf(hash, record) ? undefined : changed(expected)
}

/** What lies behind the end was either written meanwhile, and then the end has moved, or was put there. */
async function faultBeyond(log: ChangeReads, { sequence }: SealedRecord, head: ChangeHead) {
  if (sequence <= head.sequence) return undefined
  return sequence > (await log.findChangeHead()).sequence ? unexpected(sequence) : undefined
}

function missing(sequence: number, what: string): ChainFault {
  return { sequence, kind: 'missing', message: `Change ${sequence} is missing: ${what}.` }
}

function changed(sequence: number): ChainFault {
  const message = `Change ${sequence} is not what was written: its hash does not follow from it and from the change before it.`
  return { sequence, kind: 'changed', message }
}

function unexpected(sequence: number): ChainFault {
  return {
    sequence,
    kind: 'unexpected',
    message: `Change ${sequence} was never written: its number is not one of the log.`,
  }
}
