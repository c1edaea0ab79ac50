/** `schemalog migrate`: the tables of this version, and nothing else; for whoever wants it done before servers start. */

import { Command } from 'commander'
import { describeSettings, readSettings, settings } from '../settings/index.ts'
import { lockFolder, migrateStore } from '../store/index.ts'
import { storeOptions } from '../store-options.ts'
import { createLogger } from '../telemetry/index.ts'
import { printValue } from './output.ts'

/** What matters here of the settings; the server's variables may all be set. */
const used = ['data.dir', 'database.url', 'log.level']

interface Options {
  dataDir?: string
  databaseUrl?: string
  logLevel?: string
  json?: boolean
}

export function migrateCommand(): Command {
  const command = new Command('migrate')
    .description('Bring the database of a registry to the tables of this version. Servers do the same when they start.')
    .option('--json', 'print JSON')
  for (const { flag, variable, doc, name } of describeSettings(settings))
    if (used.includes(name)) command.option(`${flag} <value>`, `${doc} ${variable}`)
  return command.action(migrate)
}

async function migrate({ dataDir, databaseUrl, logLevel, json = false }: Options): Promise<void> {
  const flags = { 'data-dir': dataDir, 'database-url': databaseUrl, 'log-level': logLevel }
  const values = readSettings(settings, process.env, flags)
  // A database in the data folder belongs to the process that holds the folder.
  const lock = values.databaseUrl === undefined ? lockFolder(values.dataDir) : undefined
  try {
    const logger = createLogger({ level: values.logLevel })
    const { place, migrations } = await migrateStore(storeOptions(values, values.dataDir, logger))
    const done = migrations.length === 0 ? 'nothing was left to do' : migrations.join(', ')
    printValue({ database: place, migrations }, `Migrated ${place}: ${done}.`, json)
  } finally {
    lock?.release()
  }
}
