/** A registry of a few lines on a real socket, whose answers a test decides: failures, delays, nonsense. */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { cleanUp } from '../support/cleanup.ts'

export interface StubRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface StubAnswer {
  readonly status?: number
  /** Text as it is, or something that becomes JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface StubRegistry {
  readonly url: string
  /** Every request so far. */
  readonly requests: readonly StubRequest[]
  /** What to answer; `undefined` drops the connection, a promise answers late. */
  answer: (request: StubRequest, index: number) => StubAnswer | undefined | Promise<StubAnswer | undefined>
}

export const avroLong = { id: 5, schema: '"long"', schemaType: 'AVRO', subject: 's', version: 1 }

export function notFound(errorCode: number, message = 'not there'): StubAnswer {
  return { status: 404, body: { error_code: errorCode, message } }
}

/** Answers `avroLong` to everything, until the test sets `answer`. */
export async function startStub(t: TestContext): Promise<StubRegistry> {
  const requests: StubRequest[] = []
  const stub = { url: '', requests, answer: (() => ({ body: avroLong })) as StubRegistry['answer'] }
  const server = createServer(async (incoming, response) => {
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body: await text(incoming) }
    requests.push(request)
    send(response, await stub.answer(request, requests.length - 1))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp(t, () => {
    server.close()
    server.closeAllConnections()
  })
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return stub
}

function send(response: ServerResponse, answer: StubAnswer | undefined): void {
  if (answer === undefined) {
    response.destroy()
    return
  }
  const { status = 200, body = '', headers = {} } = answer
  response.writeHead(status, headers)
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
