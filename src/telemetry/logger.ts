/** The process log: structured JSON lines on standard error, readable text on a terminal. */

import { createRequire } from 'node:module'
import { type DestinationStream, destination, type Logger, pino } from 'pino'

export type { Logger }

type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** @param options.pretty - readable lines instead of JSON; by default where standard error is a terminal. */
export function createLogger(options: { level: LogLevel; pretty?: boolean }): Logger {
  const pretty = options.pretty ?? process.stderr.isTTY === true
  return pino({ level: options.level, base: null, timestamp: isoTimestamp }, pretty ? prettyStream() : destination(2))
}

/** Says nothing; for tests and for embedding. */
export const silentLogger: Logger = pino({ level: 'silent' })

/** pino's own ISO timestamps, so that people and log collectors read the same. */
function isoTimestamp(): string {
  return `,"time":"${new Date().toISOString()}"`
}

/** Loaded only where a person reads along, because it costs a tenth of a cold start. */
function prettyStream(): DestinationStream {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty')
  return pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' })
}
