/** Reads a request's body: bounded, unpacked, UTF-8, JSON. */

import type { IncomingMessage } from 'node:http'
import express, { type Request, type Response } from 'express'
import { httpErrors } from './errors.ts'
import { hasMoreValues } from './json-values.ts'
import { isBodyType } from './media-types.ts'

/** @returns the bytes of the body; `undefined` where there are none. */
export type ReadBody = (request: Request, response: Response) => Promise<Buffer | undefined>

/** Reading, sorting and hashing as many takes some 50 ms, in which nobody else is served. */
const maxValues = 30_000

/** @param limitBytes - largest body, counted after it was unpacked. */
export function bodyReader(limitBytes: number): ReadBody {
  const readBytes = express.raw({ type: () => true, limit: limitBytes })
  return async (request, response) => {
    await new Promise<void>((resolve, reject) => {
      readBytes(request, response, (error?: unknown) => (error ? reject(fault(error, limitBytes)) : resolve()))
    })
    // express.raw leaves a Buffer, or nothing where there was no body.
    const bytes: unknown = request.body
    return Buffer.isBuffer(bytes) && bytes.length > 0 ? bytes : undefined
  }
}

/** Whether a request brings JSON as most clients send it: neither packed nor in chunks, and no more than so many bytes. */
export function isPlainBody({ headers }: IncomingMessage, maxBytes: number): boolean {
  const length = Number(headers['content-length'])
  return (
    length > 0 &&
    length <= maxBytes &&
    headers['transfer-encoding'] === undefined &&
    headers['content-encoding'] === undefined &&
    isBodyType(headers['content-type'])
  )
}

/** Reads a plain body, without the work that others need. Nothing comes where the client leaves before its end. */
export function takeBody(request: IncomingMessage, take: (body: Buffer) => void): void {
  let body: Buffer | undefined
  request.on('data', (chunk: Buffer) => {
    // Nearly always it is in one piece, which need not be copied.
    body = body ? Buffer.concat([body, chunk]) : chunk
  })
  request.on('end', () => body && take(body))
}

/** @throws {HttpError} `unsupportedMediaType` where there is a body that says it is something else than JSON. */
export function refuseOtherMediaTypes({ headers }: Request): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  if (hasBody && !isBodyType(headers['content-type'])) throw httpErrors.unsupportedMediaType()
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** @returns `undefined` for the JSON value null. */
export function parseJson(bytes: Buffer): unknown {
  if (hasMoreValues(bytes, maxValues)) throw httpErrors.bodyTooIntricate(maxValues)
  try {
    return JSON.parse(utf8.decode(bytes)) ?? undefined
  } catch (error) {
    throw httpErrors.malformedBody(error instanceof Error ? error.message : String(error)).because(error)
  }
}

/** body-parser's errors carry the HTTP status that they stand for. */
function fault(error: unknown, limitBytes: number): unknown {
  const { status, message } = error as { status?: unknown; message?: unknown }
  if (status === 413) return httpErrors.bodyTooLarge(limitBytes).because(error)
  if (status === 415) return httpErrors.unsupportedMediaType().because(error)
  return status === 400 ? httpErrors.badRequest(String(message)).because(error) : error
}
