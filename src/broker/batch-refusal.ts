/** Why a produced batch is not taken. */

import type { BrokerError } from './errors.ts'

export interface BatchRefusal {
  readonly errorCode: number
  readonly errorMessage: string
  /** The records that are to blame, where they are known (KIP-467). */
  readonly recordErrors?: readonly RecordError[]
}

export interface RecordError {
  /** Number of the record in its batch, from 0. */
  readonly batchIndex: number
  readonly batchIndexErrorMessage: string
}

export function refusal(error: BrokerError, recordErrors?: readonly RecordError[]): BatchRefusal {
  const answer = { errorCode: error.code, errorMessage: error.message }
  return recordErrors === undefined ? answer : { ...answer, recordErrors }
}
