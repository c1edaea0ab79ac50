/** A message is declared once; everything else that the code knows of it comes from the declaration. */

import { protocolErrors } from './errors.ts'
import { type Fields, type Inputs, struct, type Values, versionRange } from './layout.ts'
import { Reader } from './reader.ts'
import type { Codec, Form, WireType } from './wire-type.ts'
import { Writer } from './writer.ts'

export interface ApiDeclaration<Request extends Fields, Response extends Fields> {
  /** Number of the API on the wire. */
  key: number
  name: string
  /** Versions that are served, as `0-4`. */
  versions: string
  /** Versions that ApiVersions names, where they are not those served (KAFKA-18659). */
  advertised?: string
  /** Versions with compact lengths and tagged fields, as `4+`; `none` where there are no such versions. */
  flexible: string
  /** What it is for, in one sentence. */
  doc: string
  request: Request
  response: Response
}

export interface Api<Request, RequestInput, Response, ResponseInput> {
  readonly key: number
  readonly name: string
  readonly doc: string
  readonly minVersion: number
  readonly maxVersion: number
  readonly advertisedMinVersion: number
  readonly requestFields: Fields
  readonly responseFields: Fields
  isFlexible(apiVersion: number): boolean
  /** @throws {ProtocolError} where the bytes are not a request of that version. Bytes behind it are ignored. */
  decodeRequest(bytes: Buffer, apiVersion: number, position?: number): Request
  encodeRequest(request: RequestInput, apiVersion: number): Buffer
  decodeResponse(bytes: Buffer, apiVersion: number, position?: number): Response
  encodeResponse(response: ResponseInput, apiVersion: number): Buffer[]
  writeRequest(writer: Writer, request: RequestInput, apiVersion: number): void
  writeResponse(writer: Writer, response: ResponseInput, apiVersion: number): void
}

/** An API of which only the declaration matters: for lists, dispatch and documentation. */
// biome-ignore lint/suspicious/noExplicitAny: a list of APIs has members whose messages differ.
export type AnyApi = Api<any, any, any, any>

export type RequestOf<A> = A extends Api<infer Request, infer _, infer __, infer ___> ? Request : never
export type RequestInput<A> = A extends Api<infer _, infer Input, infer __, infer ___> ? Input : never
export type ResponseOf<A> = A extends Api<infer _, infer __, infer Response, infer ___> ? Response : never
export type ResponseInput<A> = A extends Api<infer _, infer __, infer ___, infer Input> ? Input : never

export function defineApi<const Request extends Fields, const Response extends Fields>(
  declaration: ApiDeclaration<Request, Response>,
): Api<Values<Request>, Inputs<Request>, Values<Response>, Inputs<Response>> {
  const { key, name, doc, versions, advertised = versions, flexible } = declaration
  const { min, max } = versionRange(versions)
  const isFlexible = flexible === 'none' ? () => false : flexibleFrom(versionRange(flexible).min)
  const form = (apiVersion: number): Form => {
    if (apiVersion < min || apiVersion > max) throw protocolErrors.unsupportedVersion(name, apiVersion, min, max)
    return { version: apiVersion, flexible: isFlexible(apiVersion) }
  }
  const request = codecs(struct(declaration.request), form)
  const response = codecs(struct(declaration.response), form)
  return {
    key,
    name,
    doc,
    minVersion: min,
    maxVersion: max,
    advertisedMinVersion: versionRange(advertised).min,
    requestFields: declaration.request,
    responseFields: declaration.response,
    isFlexible,
    decodeRequest: (bytes, apiVersion, position = 0) => request(apiVersion).read(new Reader(bytes, position)),
    decodeResponse: (bytes, apiVersion, position = 0) => response(apiVersion).read(new Reader(bytes, position)),
    writeRequest: (writer, value, apiVersion) => request(apiVersion).write(writer, value),
    writeResponse: (writer, value, apiVersion) => response(apiVersion).write(writer, value),
    encodeRequest(value, apiVersion) {
      const writer = new Writer()
      request(apiVersion).write(writer, value)
      return writer.finishWhole()
    },
    encodeResponse(value, apiVersion) {
      const writer = new Writer()
      response(apiVersion).write(writer, value)
      return writer.finish()
    },
  }
}

function flexibleFrom(first: number): (apiVersion: number) => boolean {
  return (apiVersion) => apiVersion >= first
}

/** Compiles a version when it is first met, and keeps it. */
function codecs<Value, Input>(
  type: WireType<Value, Input>,
  formOf: (apiVersion: number) => Form,
): (apiVersion: number) => Codec<Value, Input> {
  const compiled: (Codec<Value, Input> | undefined)[] = []
  return (apiVersion) => {
    const known = compiled[apiVersion]
    if (known) return known
    const codec = type.codec(formOf(apiVersion))
    compiled[apiVersion] = codec
    return codec
  }
}
