/** The one place where an error becomes an answer. */

import type { NextFunction, Request, Response } from 'express'
import type { CodedError } from '../errors.ts'
import { RegistryError } from '../registry/index.ts'
import { HttpError, httpErrors } from './errors.ts'
import { type Exchange, exchangeOf } from './exchange.ts'

/** Express knows an error handler by its four parameters. */
export function answerError(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  sendError(exchangeOf(response), error)
}

/** Long enough for a database to be restarted within a few tries, short enough that nobody waits for nothing. */
const retryAfterSeconds = 1

/** What the client is told is in `error.code` and `error.message`; what is underneath is for the log alone. */
export function sendError(exchange: Exchange, error: unknown): void {
  const told = publicError(error)
  const status = statusOf(told)
  if (!exchange.answered) exchange.refusal = told
  if (status >= 500) exchange.log.error({ err: error, method: exchange.method, url: exchange.url }, 'request failed')
  if (status === 503) exchange.setHeader('Retry-After', String(retryAfterSeconds))
  exchange.sendJson(status, { error_code: told.code, message: told.message })
}

/** The first three digits of a code are its status. */
export function statusOf({ code }: CodedError): number {
  return Number(String(code).slice(0, 3))
}

function publicError(error: unknown): CodedError {
  if (error instanceof RegistryError || error instanceof HttpError) return error
  // The router's own complaint: a parameter in the path that is not well-formed percent-encoding.
  if (error instanceof URIError) return httpErrors.badRequest('the path is not well-formed percent-encoding')
  return httpErrors.internal()
}
