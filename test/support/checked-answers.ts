/** Every answer of a server under test is held against its OpenAPI document; what is not in there fails the test. */

import assert from 'node:assert/strict'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { ApiDocument } from './api-document.ts'

/** All servers of a process are of the same code. */
let document: Promise<ApiDocument> | undefined

/** @param url - base URL of a server in this process; the test ends with what is wrong with its answers. */
export async function checkAnswers(t: TestContext, url: string): Promise<void> {
  document ??= loadDocument(url)
  const api = await document
  const port = Number(new URL(url).port)
  const faults = new Set<string>()
  const onRequest = (message: unknown): void => {
    // As Node documents the channel.
    const { request, response, socket } = message as {
      request: IncomingMessage
      response: ServerResponse
      socket: Socket
    }
    if (socket.localPort !== port) return
    const { method = '', url = '' } = request
    collectBody(response, (body) => {
      const contentType = response.getHeader('content-type')?.toString() ?? headerOf(response, 'content-type')
      const fault = api.faultOf({ method, url, status: response.statusCode, contentType, body })
      if (fault) faults.add(fault)
    })
  }
  subscribe('http.server.request.start', onRequest)
  t.after(() => {
    unsubscribe('http.server.request.start', onRequest)
    assert.deepEqual([...faults], [], 'answers that are not as /openapi.json says')
  })
}

async function loadDocument(url: string): Promise<ApiDocument> {
  const answer = await fetch(`${url}/openapi.json`)
  assert.equal(answer.status, 200)
  return new ApiDocument(await answer.json())
}

/** Overhears what is written, without changing it. */
function collectBody(response: ServerResponse, done: (body: string) => void): void {
  const chunks: Buffer[] = []
  const { write, end, writeHead } = response
  const hear = (chunk: unknown): void => {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk))
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
  }
  response.writeHead = ((...given: never[]) => {
    headers.set(response, given.at(-1) ?? {})
    return Reflect.apply(writeHead, response, given)
  }) as typeof writeHead
  response.write = ((...given: never[]) => {
    hear(given[0])
    return Reflect.apply(write, response, given)
  }) as typeof write
  response.end = ((...given: never[]) => {
    hear(given[0])
    const result = Reflect.apply(end, response, given)
    done(Buffer.concat(chunks).toString())
    return result
  }) as typeof end
}

/** Node does not keep headers that were given to `writeHead` alone. */
const headers = new WeakMap<ServerResponse, object>()

function headerOf(response: ServerResponse, name: string): string | undefined {
  const given = headers.get(response) ?? {}
  if (Array.isArray(given)) return given[given.findIndex((key) => String(key).toLowerCase() === name) + 1]
  const found = Object.entries(given).find(([key]) => key.toLowerCase() === name)
  return found?.[1]?.toString()
}
