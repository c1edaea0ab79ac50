/** A logger that keeps its lines, for tests on what is logged. */

import { type Logger, pino } from 'pino'

export interface CapturedLog {
  readonly logger: Logger
  readonly lines: readonly Record<string, unknown>[]
}

export function captureLog(): CapturedLog {
  const lines: Record<string, unknown>[] = []
  const logger = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line)) })
  return { logger, lines }
}
