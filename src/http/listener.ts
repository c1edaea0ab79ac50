/** Listens, and stops listening without cutting anybody off. */

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { formatAddress } from '../address.ts'
import { type HttpError, httpErrors } from './errors.ts'

/** An import would also load Node's own HTTP client and WebSocket, which the server never uses: 30 ms of every start. */
const { createServer } = process.getBuiltinModule('node:http')

export interface ListenOptions {
  host: string
  /** 0 takes any free one. */
  port: number
  /** Time within which a request must have arrived whole. */
  requestTimeoutMs?: number
  /** Time that requests in flight have to finish after `close()`. */
  closeTimeoutMs?: number
}

/** A listener that accepts. */
export interface HttpServer {
  readonly address: { host: string; port: number }
  /** Accepts nothing more, lets requests in flight finish, and then cuts what is left. */
  close(): Promise<void>
}

/** Longer than the idle time of common load balancers (60 s), so that it is they who close and none loses a request. */
const keepAliveTimeoutMs = 65_000
/** Bounds path and headers together; Node answers 431 beyond it. */
const maxHeaderSize = 16 * 1024

/** @throws {HttpError} with one sentence that names host and port where it cannot listen there. */
export async function startHttp(app: RequestListener, options: ListenOptions): Promise<HttpServer> {
  const { host, port, requestTimeoutMs = 60_000, closeTimeoutMs = 8000 } = options
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: Math.min(requestTimeoutMs, 5000),
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize,
    // Node's own answer to a request without Host has no body, which clients cannot read: the application refuses it.
    requireHostHeader: false,
    // What has no body is not read, which spares it a stream that ends (a seventh of the work for an answer from memory).
    optimizeEmptyRequests: true,
  })
  const drain = trackConnections(server)
  server.on('request', app)
  server.on('clientError', answerUnreadable)
  await listen(server, host, port)
  let closed: Promise<void> | undefined
  return {
    address: { host, port: portOf(server) },
    close() {
      closed ??= drain(closeTimeoutMs)
      return closed
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen(port, host, resolve)
  })
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): HttpError {
  const address = formatAddress({ host, port })
  if (error.code === 'EADDRINUSE') return httpErrors.addressInUse(address).because(error)
  return httpErrors.addressUnusable(address, reasons.get(error.code) ?? error.message).because(error)
}

const reasons = new Map<string | undefined, string>([
  ['EACCES', 'this user may not use that port'],
  ['EADDRNOTAVAIL', 'the address is not one of this machine'],
  ['ENOTFOUND', 'the name is not known'],
])

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  return address.port
}

/**
 * Knows which connections are idle.
 *
 * Node's own `closeIdleConnections` also cuts those whose answer is written but not yet sent, so that a slow reader loses
 * the end of it.
 *
 * @returns what closes the server.
 */
function trackConnections(server: Server): (timeoutMs: number) => Promise<void> {
  type Connection = IncomingMessage['socket']
  /** With the answer that was begun last: answers of a connection end in order, so that with this one all have ended. */
  const connections = new Map<Connection, ServerResponse | undefined>()
  let closing = false

  function closeIdle(): void {
    for (const [connection, response] of connections)
      if (!response || hasEnded(response)) {
        connections.delete(connection)
        connection.destroySoon()
      }
  }

  function closeAfter(response: ServerResponse): void {
    if (!response.headersSent) response.setHeader('Connection', 'close')
    response.once('close', closeIdle)
  }

  server.on('connection', (connection: Connection) => {
    connections.set(connection, undefined)
    connection.once('close', () => connections.delete(connection))
  })
  server.on('request', ({ socket }, response) => {
    if (connections.has(socket)) connections.set(socket, response)
    if (closing) closeAfter(response)
  })
  server.closeIdleConnections = closeIdle

  return (timeoutMs) =>
    new Promise((resolve, reject) => {
      closing = true
      for (const response of connections.values()) if (response && !hasEnded(response)) closeAfter(response)
      const deadline = setTimeout(() => server.closeAllConnections(), timeoutMs)
      server.close((error) => {
        clearTimeout(deadline)
        if (error) reject(error)
        else resolve()
      })
    })
}

function hasEnded(response: ServerResponse): boolean {
  return response.writableFinished || response.destroyed
}

/** What is no HTTP never becomes a request, so that its answer is written by hand. */
function answerUnreadable(error: NodeJS.ErrnoException, connection: Duplex): void {
  if (!connection.writable) {
    connection.destroy()
    return
  }
  const { code, message } = unreadable(error)
  const body = JSON.stringify({ error_code: code, message })
  connection.end(
    `HTTP/1.1 ${code} Unreadable\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function unreadable({ code, message }: NodeJS.ErrnoException): HttpError {
  if (code === 'HPE_HEADER_OVERFLOW') return httpErrors.headersTooLarge()
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return httpErrors.requestTimeout()
  return httpErrors.badRequest(message)
}
