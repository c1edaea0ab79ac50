/** The databases that everything which stores something is tested on. */

import { type TestContext, test } from 'node:test'
import { cleanUp } from '../cleanup.ts'
import { temporaryFolder } from '../command.ts'
import { DatabaseServer, type ServerKind } from './database-server.ts'
import { mariaDb } from './mariadb.ts'
import { postgres } from './postgres.ts'
import { migratedDatabase } from './reused-databases.ts'
import { sharedDatabase } from './shared-servers.ts'

interface StoreKind {
  readonly name: string
  /** Why it cannot be had here; `undefined` where it can. */
  readonly missing?: string | undefined
  /** URL of an empty database, with or without our tables. */
  url(t: TestContext): Promise<string>
}

interface ServerStore extends StoreKind {
  /** URL of a database without any table. */
  bare(): Promise<string>
}

const onServers: readonly ServerStore[] = [
  {
    name: 'PostgreSQL',
    missing: postgres.missing,
    url: (t) => migratedDatabase(t, 'postgres'),
    bare: () => sharedDatabase('postgres'),
  },
  {
    name: 'MariaDB',
    missing: mariaDb.missing,
    url: (t) => migratedDatabase(t, 'mariadb'),
    bare: () => sharedDatabase('mariadb'),
  },
]

const inProcess: readonly StoreKind[] = [
  { name: 'SQLite in memory', url: async () => 'sqlite::memory:' },
  { name: 'SQLite in a file', url: async (t) => `sqlite:${await temporaryFolder(t)}/registry.sqlite` },
]

type StoreTest = (t: TestContext, url: string) => Promise<void>

/** A test for each of the four stores, on an empty database of its own. */
export function testOnStores(title: string, run: StoreTest): void {
  for (const kind of [...inProcess, ...onServers]) testOn(kind, title, run)
}

/** A test for each database that several processes can share. */
export function testOnServers(title: string, run: StoreTest): void {
  for (const kind of onServers) testOn(kind, title, run)
}

/** As `testOnServers`, on databases that no Schemalog has seen yet. */
export function testOnBareServers(title: string, run: StoreTest): void {
  for (const kind of onServers) testOn({ ...kind, url: kind.bare }, title, run)
}

function testOn({ name, missing, url }: StoreKind, title: string, run: StoreTest): void {
  test(`${name} ${title}`, skipOf(missing), async (t) => run(t, await url(t)))
}

/** For tests that stop their server; it is gone with the test. */
export async function startPostgres(t: TestContext): Promise<DatabaseServer> {
  return startServer(t, postgres)
}

/** As {@link startPostgres}. */
export async function startMariaDb(t: TestContext): Promise<DatabaseServer> {
  return startServer(t, mariaDb)
}

/** Options of a test that starts a server of its own. */
export const needsPostgres = skipOf(postgres.missing)
export const needsMariaDb = skipOf(mariaDb.missing)

async function startServer(t: TestContext, kind: ServerKind): Promise<DatabaseServer> {
  const server = await DatabaseServer.start(kind)
  cleanUp(t, () => server.remove())
  return server
}

/** What is missing is a failure where everything must be there, and otherwise a skip that says what. */
function skipOf(missing: string | undefined): { skip?: string } {
  return missing === undefined || process.env['CI'] === 'true' ? {} : { skip: missing }
}
