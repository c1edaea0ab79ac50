/** The one place where an error becomes a Kafka error code and message. */

import { LogError } from '../log/index.ts'
import { errorCodes } from '../protocol/index.ts'
import type { Logger } from '../telemetry/index.ts'
import { BrokerError } from './errors.ts'
import type { LimitedLog } from './limited-log.ts'

export interface ErrorAnswer {
  readonly errorCode: number
  readonly errorMessage: string
}

interface ErrorLogs {
  readonly logger: Logger
  readonly limitedLog: LimitedLog
}

/** An error that no table knows is a fault of ours: it is logged, and the client learns only that there was one. */
export function errorAnswer(error: unknown, { logger, limitedLog }: ErrorLogs): ErrorAnswer {
  if (error instanceof BrokerError || error instanceof LogError) {
    // As long as a disk fails, so does every request that needs it.
    if (error.code === errorCodes.KAFKA_STORAGE_ERROR) {
      limitedLog.write('error', error.key, { err: error }, 'a request failed on storage')
    }
    return { errorCode: error.code, errorMessage: error.message }
  }
  logger.error({ err: error }, 'a request failed for a reason that is a fault of the broker')
  return { errorCode: errorCodes.UNKNOWN_SERVER_ERROR, errorMessage: 'The broker failed; its log says why.' }
}
