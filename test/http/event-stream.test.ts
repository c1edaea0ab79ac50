/** Streams of events that are read slowly: waited for, until together they hold too much. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { sendEvents } from '../../src/http/event-stream.ts'

/** More than half of what may wait to be read, and more than an operating system takes in advance. */
const textBytes = 40 * 1024 * 1024

async function startStream(t: TestContext) {
  async function* texts() {
    yield 'x'.repeat(textBytes)
  }
  const server = createServer((_request, response) => {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    void sendEvents(response, texts(), { begin: () => response.writeHead(200), ended: gone.signal })
  })
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  /** A client that has seen the head of the answer and reads nothing more until it is asked to. */
  return async (): Promise<IncomingMessage> => {
    const request = get({ host: '127.0.0.1', port, agent: false })
    t.after(() => request.destroy())
    const [response] = await once(request, 'response')
    return response
  }
}

async function readWhole(response: IncomingMessage): Promise<number> {
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  return bytes
}

test('a slow reader gets everything; who would hold too much beside it is cut off, and may come again', async (t) => {
  const listen = await startStream(t)
  const slow = await listen()
  await assert.rejects(async () => readWhole(await listen()), { code: 'ECONNRESET' })
  assert.equal(await readWhole(slow), textBytes)
  assert.equal(await readWhole(await listen()), textBytes)
})
