/** The port: accepts connections up to a number, and lets them finish when it closes. */

import { type AddressInfo, createServer, type Server } from 'node:net'
import { formatAddress } from '../address.ts'
import type { Logger } from '../telemetry/index.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import { brokerErrors } from './errors.ts'

export interface ListenerOptions extends ConnectionOptions {
  readonly host: string
  readonly port: number
  /** Connections at once; one more is closed as soon as it is accepted. */
  readonly maxConnections: number
  readonly logger: Logger
}

/** Time after which the system asks a silent client whether it is still there; a dead one is noticed within minutes. */
const keepAliveMs = 60_000

export class Listener {
  readonly #server: Server
  readonly #connections = new Set<Connection>()
  #isClosing = false

  private constructor(server: Server) {
    this.#server = server
  }

  /** @throws {BrokerError} `addressInUse`, `addressUnusable` */
  static async open(options: ListenerOptions): Promise<Listener> {
    const { host, port, maxConnections, metrics, logger, limitedLog } = options
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs })
    const listener = new Listener(server)
    server.maxConnections = maxConnections
    server.on('drop', (drop) => {
      metrics.refusedConnections.inc()
      const line = { client: drop?.remoteAddress, maxConnections }
      limitedLog.write('warn', 'refusedConnection', line, 'connection refused: there are too many')
    })
    server.on('connection', (socket) => {
      const connection = new Connection(socket, options)
      listener.#connections.add(connection)
      metrics.connections.inc()
      socket.once('close', () => {
        listener.#connections.delete(connection)
        metrics.connections.dec()
      })
      if (listener.#isClosing) connection.drain()
    })
    await listening(server, host, port)
    // Accepting may fail later, for instance where the process has no descriptor left; the others are still served.
    server.on('error', (error) => logger.error({ err: error }, 'a connection could not be accepted'))
    return listener
  }

  get address(): { readonly host: string; readonly port: number } {
    // Not null and not a path: the server listens on TCP.
    const { address, port } = this.#server.address() as AddressInfo
    return { host: address, port }
  }

  /** Takes no new connection, lets requests that are here be answered, and after `drainMs` ends what is left. */
  async close(drainMs: number): Promise<void> {
    this.#isClosing = true
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const connection of this.#connections) connection.drain()
    const timer = setTimeout(() => {
      for (const connection of this.#connections) connection.destroy()
    }, drainMs)
    await closed
    clearTimeout(timer)
  }
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  const address = formatAddress({ host, port })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'EADDRINUSE') throw brokerErrors.addressInUse(address).because(error)
    throw brokerErrors.addressUnusable(address, code).because(error)
  }
}
