/** One of several nodes on a database: a `schemalog serve` that is killed and started again, and asked over HTTP. */

import type { TestContext } from 'node:test'
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/command.ts'

export interface Answer {
  status: number
  /** What the JSON says; each caller knows what it asked for. */
  body: unknown
  headers: Headers
}

/** The node went away before it answered; whether it did what was asked nobody knows. */
export class NoAnswer extends Error {}

interface NodeOptions {
  dataDir: string
  args: readonly string[]
}

export class NodeProcess {
  readonly #t: TestContext
  readonly #options: NodeOptions
  #server: ServerProcess

  private constructor(t: TestContext, options: NodeOptions, server: ServerProcess) {
    this.#t = t
    this.#options = options
    this.#server = server
  }

  /** @param args - settings, besides the database. */
  static async start(t: TestContext, url: string, args: readonly string[] = []): Promise<NodeProcess> {
    const options = { dataDir: await temporaryFolder(t), args: [`--database-url=${url}`, ...args] }
    return new NodeProcess(t, options, await startServerProcess(t, options))
  }

  get url(): string {
    return this.#server.registryUrl
  }

  log(): string {
    return this.#server.log()
  }

  async ask(path: string, { method = 'GET', body }: { method?: string; body?: unknown } = {}): Promise<Answer> {
    try {
      const response = await fetch(this.url + path, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers }
    } catch (error) {
      throw new NoAnswer(`${method} ${path}`, { cause: error })
    }
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    await this.#server.end('SIGKILL')
  }

  /** The same settings and folder, other ports. */
  async startAgain(): Promise<void> {
    this.#server = await startServerProcess(this.#t, this.#options)
  }

  async stop(): Promise<number | null> {
    return this.#server.end('SIGTERM')
  }
}
