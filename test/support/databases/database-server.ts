/** A real database server in a temporary folder, on a free port, empty. */

import { randomBytes } from 'node:crypto'
import { chmod, chown, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import knex from 'knex'
import {
  type GuardedOptions,
  type GuardedProcess,
  type SystemUser,
  startGuarded,
  unprivilegedUser,
} from './guarded-process.ts'

/** What makes PostgreSQL and MariaDB different for whoever starts one. */
export interface ServerKind {
  /** Client of knex. */
  readonly client: 'pg' | 'mysql2'
  /** Why it cannot be started here; `undefined` where it can. */
  readonly missing: string | undefined
  /** Makes the files of an empty server in `folder`. */
  initialise(folder: string, user: SystemUser): Promise<void>
  command(folder: string, port: number): Pick<GuardedOptions, 'file' | 'args' | 'ready' | 'stopSignal'>
  /** Address of a database. */
  url(port: number, database: string): string
  /** A database that is always there. */
  readonly home: string
  /** Statement that makes a database of this name, unlike what we would choose in as much as possible. */
  create(name: string): string
}

/** Of every server, for 127.0.0.1 and localhost; it is its own authority. */
export const certificate = fileURLToPath(new URL('../../fixtures/tls/server.crt', import.meta.url))
const certificateKey = fileURLToPath(new URL('../../fixtures/tls/server.key', import.meta.url))

/** With characters that must be escaped in a URL, so that whoever forgets it fails. */
export const account = { user: 'schemalog', password: 'p@ss/w:rd%' }

export const credentials = `${account.user}:${encodeURIComponent(account.password)}`

export class DatabaseServer {
  readonly #kind: ServerKind
  readonly #folder: string
  readonly #port: number
  #process: GuardedProcess | undefined

  private constructor(kind: ServerKind, folder: string, port: number) {
    this.#kind = kind
    this.#folder = folder
    this.#port = port
  }

  static async start(kind: ServerKind): Promise<DatabaseServer> {
    const user = unprivilegedUser()
    const folder = await mkdtemp(join(tmpdir(), 'schemalog-db-'))
    if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
    try {
      await kind.initialise(folder, user)
      await copyPrivately(certificate, join(folder, 'server.crt'), user)
      await copyPrivately(certificateKey, join(folder, 'server.key'), user)
      const server = new DatabaseServer(kind, folder, await freePort())
      await server.start()
      return server
    } catch (error) {
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  get port(): number {
    return this.#port
  }

  /** Again, on the same port, with what was there when it was stopped or killed. */
  async start(): Promise<void> {
    if (this.#process) throw new Error('the server runs already')
    const command = this.#kind.command(this.#folder, this.#port)
    this.#process = await startGuarded({ ...command, folder: this.#folder, user: unprivilegedUser() })
  }

  /** In order, but without waiting for its clients: their connections break. */
  async stop(): Promise<void> {
    const process = this.#process
    this.#process = undefined
    await process?.stop()
  }

  /** As a crash of the machine that it runs on would. */
  async kill(): Promise<void> {
    const process = this.#process
    this.#process = undefined
    await process?.kill()
  }

  async remove(): Promise<void> {
    await this.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** @returns the URL of a new, empty database. */
  createDatabase(): Promise<string> {
    return createDatabase(this.#kind, this.#port)
  }
}

/** On a server that may belong to another process. */
export async function createDatabase(kind: ServerKind, port: number): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`
  const database = knex({ client: kind.client, connection: kind.url(port, kind.home) })
  try {
    await database.raw(kind.create(name))
  } finally {
    await database.destroy()
  }
  return kind.url(port, name)
}

/** Free until somebody else takes it; neither server can choose one for itself. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => listener.once('listening', resolve))
  const address = listener.address()
  await new Promise((resolve) => listener.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port is free')
  return address.port
}

/** Servers refuse a key that others may read. */
async function copyPrivately(from: string, to: string, { uid, gid }: SystemUser): Promise<void> {
  await copyFile(from, to)
  await chmod(to, 0o600)
  if (uid !== undefined && gid !== undefined) await chown(to, uid, gid)
}
