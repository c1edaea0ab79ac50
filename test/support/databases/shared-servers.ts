/**
 * One PostgreSQL and one MariaDB for all test files of a run, each started when a test first asks for it: starting one
 * takes seconds, a database on it a fraction of one. Where the runner was not told to (`--test-global-setup`), each test
 * process has its own.
 */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDatabase, DatabaseServer, type ServerKind } from './database-server.ts'
import { mariaDb } from './mariadb.ts'
import { postgres } from './postgres.ts'

/** Where the process that keeps them is asked. */
const addressVariable = 'DATABASE_SERVERS'

const kinds: Readonly<Record<string, ServerKind>> = { postgres, mariadb: mariaDb }

const started = new Map<string, Promise<DatabaseServer>>()

/** @returns the URL of a new, empty database on the server that all share. */
export async function sharedDatabase(name: 'postgres' | 'mariadb'): Promise<string> {
  const keeper = process.env[addressVariable]
  if (keeper === undefined) return (await startOnce(name)).createDatabase()
  const answer = await fetch(`${keeper}/${name}`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return createDatabase(kindOf(name), Number(text))
}

/** For the process that keeps the servers: answers with the port of each. @returns how it ends. */
export async function keepServers(): Promise<() => Promise<void>> {
  const keeper = createServer((request, response) => {
    startOnce((request.url ?? '').slice(1)).then(
      ({ port }) => response.end(String(port)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => keeper.once('listening', resolve))
  process.env[addressVariable] = `http://127.0.0.1:${(keeper.address() as AddressInfo).port}`
  return async () => {
    keeper.close()
    await Promise.allSettled([...started.values()].map(async (server) => (await server).remove()))
  }
}

function startOnce(name: string): Promise<DatabaseServer> {
  const known = started.get(name)
  if (known) return known
  const starting = DatabaseServer.start(kindOf(name))
  started.set(name, starting)
  return starting
}

function kindOf(name: string): ServerKind {
  const kind = kinds[name]
  if (!kind) throw new Error(`there is no database server called ${name}`)
  return kind
}
