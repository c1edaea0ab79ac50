/** What the runtime alone can do: servers that read a request and send the bytes they were told to send. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import express from 'express'

export interface BareServer {
  url: string
  pid: number
  /** The answer to everything from now on. */
  answer(body: string): Promise<void>
  close(): void
}

export async function startBareServer(kind: 'node:http' | 'express'): Promise<BareServer> {
  const child = fork(fileURLToPath(import.meta.url), [kind])
  const [port] = await once(child, 'message')
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async answer(body) {
      child.send(body)
      await once(child, 'message')
    },
    close: () => child.disconnect(),
  }
}

/** A text is sent in one piece with its headers, and so faster than a Buffer. */
let answer = ''

const listeners: Record<string, () => RequestListener> = {
  'node:http': () => (request, response) => {
    request.on('data', () => undefined)
    request.on('end', () => send(response))
  },
  express: () => {
    const app = express()
    app.disable('x-powered-by')
    app.disable('etag')
    const raw = express.raw({ type: () => true })
    app.use(raw)
    for (const path of ['/schemas/ids/:id', '/subjects/:subject/versions/:version', '/subjects/:subject'])
      app.all(path, (_request, response) => send(response))
    app.all('/compatibility/subjects/:subject/versions/:version', (_request, response) => send(response))
    return app
  },
}

function send(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'application/vnd.schemaregistry.v1+json',
    'Content-Length': Buffer.byteLength(answer),
  })
  response.end(answer)
}

const listener = process.send && listeners[process.argv[2] ?? '']
if (listener) {
  const server = createServer(listener())
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
  process.on('message', (body: string) => {
    answer = body
    process.send?.('ready')
  })
  process.on('disconnect', () => process.exit())
}
