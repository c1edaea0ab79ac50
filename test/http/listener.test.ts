/** The listener: where it cannot listen, what it makes of garbage, and how it closes. */

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type HttpServer, type ListenOptions, startHttp } from '../../src/http/index.ts'
import { openRegistryApp } from '../support/registry-app.ts'

const host = '127.0.0.1'

async function start(t: TestContext, app: RequestListener, options: Partial<ListenOptions> = {}): Promise<HttpServer> {
  const server = await startHttp(app, { host, port: 0, ...options })
  t.after(() => server.close())
  return server
}

const hello: RequestListener = (_request, response) => response.end('hello')

/** A listener that holds every request until it is told to answer. */
function holdingApp() {
  const held: ServerResponse[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  return {
    app: ((_request, response) => {
      held.push(response)
      for (const { count, resolve } of waiting) if (held.length >= count) resolve()
    }) satisfies RequestListener,
    arrived: (count: number) => new Promise<void>((resolve) => waiting.push({ count, resolve })),
    answerAll: () => held.splice(0).forEach((response) => void response.end('answered')),
  }
}

async function ask({ address }: HttpServer, agent?: Agent): Promise<IncomingMessage> {
  const sent = request({ ...address, agent: agent ?? false }).end()
  const [answer] = await once(sent, 'response')
  return answer
}

async function textOf(answer: IncomingMessage): Promise<string> {
  return (await answer.toArray()).join('')
}

/** Sends bytes as they are; what comes back until the connection ends. */
async function sendBytes({ address }: HttpServer, bytes: string): Promise<string> {
  const connection = connect(address)
  connection.write(bytes)
  return (await connection.setEncoding('utf8').toArray()).join('')
}

test('port 0 takes a free one and says which', async (t) => {
  const server = await start(t, hello)
  assert.ok(server.address.port > 0)
  assert.equal(await textOf(await ask(server)), 'hello')
})

test('a port that is taken is one sentence with host and port', async (t) => {
  const { address } = await start(t, hello)
  await assert.rejects(startHttp(hello, address), {
    key: 'addressInUse',
    message: `The HTTP port ${host}:${address.port} is taken by another process; choose another one.`,
  })
})

test('an address of another machine is one sentence with host and port', async () => {
  await assert.rejects(startHttp(hello, { host: '203.0.113.7', port: 8081 }), {
    key: 'addressUnusable',
    message: 'The registry cannot listen on 203.0.113.7:8081: the address is not one of this machine.',
  })
})

test('close lets requests in flight finish, tells their clients to leave, and accepts nothing more', async (t) => {
  const { app, arrived, answerAll } = holdingApp()
  const server = await start(t, app)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const answers = Array.from({ length: 20 }, () => ask(server, agent))
  await arrived(20)
  const closed = server.close()
  await assert.rejects(ask(server), { code: 'ECONNREFUSED' })
  answerAll()
  for (const answer of await Promise.all(answers)) {
    assert.equal(answer.headers.connection, 'close')
    assert.equal(await textOf(answer), 'answered')
  }
  await closed
})

test('close does not wait for idle connections', async (t) => {
  const server = await start(t, hello)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const answers = await Promise.all(Array.from({ length: 5 }, () => ask(server, agent)))
  for (const answer of answers) assert.equal(answer.headers.connection, 'keep-alive')
  await Promise.all(answers.map(textOf))
  await server.close()
})

test('an answer that is written but not yet read arrives whole although the server closes', async (t) => {
  const body = Buffer.alloc(16 * 1024 * 1024, 'x')
  const server = await start(t, (_request, response) => response.end(body))
  const answer = await ask(server, new Agent({ keepAlive: true }))
  const closed = server.close()
  const chunks: Buffer[] = await answer.toArray()
  assert.equal(Buffer.concat(chunks).length, body.length)
  await closed
})

test('a request that does not finish in time is cut', async (t) => {
  const { app, arrived } = holdingApp()
  const server = await start(t, app, { closeTimeoutMs: 20 })
  const answer = ask(server)
  await arrived(1)
  await server.close()
  await assert.rejects(answer, { code: 'ECONNRESET' })
})

test('closing twice is closing once', async (t) => {
  const server = await start(t, hello)
  await Promise.all([server.close(), server.close()])
  await server.close()
})

test('bytes that are no HTTP are 400 with a JSON body, and nobody else notices', async (t) => {
  const server = await start(t, hello)
  assert.match(await sendBytes(server, '\0\0\0\x10kafka?\r\n\r\n'), /^HTTP\/1\.1 400 .*\{"error_code":400,"message":"/s)
  assert.equal(await textOf(await ask(server)), 'hello')
})

test('a path beyond 16 KiB is 431 with a JSON body', async (t) => {
  const server = await start(t, hello)
  const answer = await sendBytes(server, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`)
  assert.match(answer, /^HTTP\/1\.1 431 .*\{"error_code":431,/s)
})

test('a request that does not arrive whole in time is 408 with a JSON body', async (t) => {
  const server = await start(t, hello, { requestTimeoutMs: 50 })
  const answer = await sendBytes(server, 'GET / HTTP/1.1\r\nHost: a\r\nX-Half')
  assert.match(answer, /^HTTP\/1\.1 408 .*\{"error_code":408,/s)
})

test('a request of HTTP/1.1 without the header Host is 400 with a JSON body; HTTP/1.0 has none', async (t) => {
  const { app } = await openRegistryApp(t)
  const server = await start(t, app)
  const refused = await sendBytes(server, 'GET /subjects HTTP/1.1\r\nConnection: close\r\n\r\n')
  assert.match(refused, /^HTTP\/1\.1 400 .*\{"error_code":400,"message":"[^"]*Host/s)
  assert.match(await sendBytes(server, 'GET /subjects HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 .*\[\]$/s)
})
