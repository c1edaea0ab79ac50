/** `schemalog backup`: a copy of the registry's SQLite file while it serves. */

import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { defaultSettings } from '../settings/index.ts'
import { backupSqlite } from '../store/index.ts'
import { cliErrors } from './errors.ts'
import { writeNewFile } from './new-file.ts'
import { printValue } from './output.ts'

interface Options {
  dataDir: string
  databaseUrl?: string
  json?: boolean
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('Copy the SQLite file of a registry, also while it serves. The log of the broker is not in it.')
    .argument('<file>', 'where to; there must be no such file yet')
    .addOption(
      new Option('--data-dir <folder>', 'data folder of the server')
        .default(defaultSettings.dataDir)
        .env('SCHEMALOG_DATA_DIR'),
    )
    .addOption(
      new Option('--database-url <url>', 'database of the server, where it is not in its data folder').env(
        'SCHEMALOG_DATABASE_URL',
      ),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
To restore: stop the server, remove registry.sqlite, registry.sqlite-wal and registry.sqlite-shm from its data folder,
copy the backup there as registry.sqlite, start the server.`,
    )
    .action(backup)
}

async function backup(file: string, options: Options): Promise<void> {
  const database = databaseFile(options)
  await writeNewFile(file, async (temporary) => backupSqlite(database, temporary))
  const { size: bytes } = statSync(file)
  printValue({ file, database, bytes }, `Wrote ${bytes} bytes into ${file}.`, options.json ?? false)
}

/** How other databases are backed up; they bring better tools than a client could be. */
const otherTools: Readonly<Record<string, string>> = {
  postgres: `PostgreSQL: 'pg_dump --format=custom --file=FILE URL' and 'pg_restore'`,
  postgresql: `PostgreSQL: 'pg_dump --format=custom --file=FILE URL' and 'pg_restore'`,
  mysql: `MySQL: 'mysqldump --single-transaction DATABASE' and 'mysql'`,
  mariadb: `MariaDB: 'mariadb-dump --single-transaction DATABASE' and 'mariadb'`,
}

function databaseFile({ dataDir, databaseUrl }: Options): string {
  if (databaseUrl === undefined) return join(dataDir, 'registry.sqlite')
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(databaseUrl) ?? []
  const tool = otherTools[scheme.toLowerCase()]
  if (tool) throw cliErrors.failed(`This command copies SQLite files; for ${tool} do the same while it serves.`)
  // The rest of a URL may hold a password, so it is not repeated.
  if (scheme.toLowerCase() !== 'sqlite' || rest === '') throw cliErrors.wrongUse('--database-url expects sqlite:FILE.')
  if (rest === ':memory:')
    throw cliErrors.failed(
      `A database in memory cannot be reached from outside; 'schemalog export' writes what it holds.`,
    )
  return rest
}
