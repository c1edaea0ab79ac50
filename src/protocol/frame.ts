/**
 * Frames and headers: a size, a header, a body.
 *
 * @see https://kafka.apache.org/protocol#protocol_messages
 */

import type { AnyApi, RequestInput, ResponseInput, ResponseOf } from './define-api.ts'
import { Reader } from './reader.ts'
import { readTaggedFields } from './tagged-fields.ts'
import { nullableString } from './wire-types.ts'
import { Writer } from './writer.ts'

/** What stands in front of every request. */
export interface RequestHeader {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  /** A client that says nothing has the empty id. */
  readonly clientId: string
  /** Where the fields begin that only flexible headers have, and behind them the body. */
  readonly bodyPosition: number
}

const apiVersionsKey = 18
// The client id keeps its old encoding in flexible headers too (KIP-482).
const clientIdCodec = nullableString.codec({ version: 1, flexible: false })

/**
 * Reads the part of a request header that all versions share.
 *
 * @param frame - a request without the size in front.
 */
export function decodeRequestHeader(frame: Buffer): RequestHeader {
  const reader = new Reader(frame)
  const apiKey = reader.int16()
  const apiVersion = reader.int16()
  const correlationId = reader.int32()
  const clientId = clientIdCodec.read(reader) ?? ''
  return { apiKey, apiVersion, correlationId, clientId, bodyPosition: reader.position }
}

/** Where the body begins: behind the header's tagged fields, which nobody defines and everybody skips. */
export function requestBodyPosition(frame: Buffer, header: RequestHeader, flexible: boolean): number {
  const reader = new Reader(frame, header.bodyPosition)
  if (flexible) readTaggedFields(reader)
  return reader.position
}

/** @returns pieces for one writev: size, header and body; record bytes are not copied. */
export function encodeResponseFrame<A extends AnyApi>(
  api: A,
  apiVersion: number,
  correlationId: number,
  response: ResponseInput<A>,
): Buffer[] {
  return encodeFrame((writer) => {
    writer.int32(correlationId)
    if (hasFlexibleResponseHeader(api, apiVersion)) writer.uvarint(0)
    api.writeResponse(writer, response, apiVersion)
  })
}

/** A request as a client sends it; for tests and tools. */
export function encodeRequestFrame<A extends AnyApi>(
  api: A,
  apiVersion: number,
  header: { correlationId: number; clientId?: string | null },
  request: RequestInput<A>,
): Buffer {
  const pieces = encodeFrame((writer) => {
    writer.int16(api.key)
    writer.int16(apiVersion)
    writer.int32(header.correlationId)
    clientIdCodec.write(writer, header.clientId ?? null)
    if (api.isFlexible(apiVersion)) writer.uvarint(0)
    api.writeRequest(writer, request, apiVersion)
  })
  return Buffer.concat(pieces)
}

/** @param frame - a response without the size in front. */
export function decodeResponseFrame<A extends AnyApi>(
  api: A,
  apiVersion: number,
  frame: Buffer,
): { correlationId: number; response: ResponseOf<A> } {
  const reader = new Reader(frame)
  const correlationId = reader.int32()
  if (hasFlexibleResponseHeader(api, apiVersion)) readTaggedFields(reader)
  return { correlationId, response: api.decodeResponse(frame, apiVersion, reader.position) }
}

/** A client reads the answer to ApiVersions before it knows what the broker speaks, so its header is always plain. */
function hasFlexibleResponseHeader(api: AnyApi, apiVersion: number): boolean {
  return api.key !== apiVersionsKey && api.isFlexible(apiVersion)
}

function encodeFrame(write: (writer: Writer) => void): Buffer[] {
  const writer = new Writer()
  const setSize = writer.int32Later()
  write(writer)
  const size = writer.length - 4
  const pieces = writer.finish()
  setSize(size)
  return pieces
}
