/** MariaDB as Debian's package `mariadb-server` installs it. */

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { account, credentials, type ServerKind } from './database-server.ts'

const server = find('mariadbd')
const installer = find('mariadb-install-db')

/**
 * Its databases hold Latin text that ignores case and transactions are serializable, so that whatever must be compared by
 * its bytes, or see what others have just committed, has to say so.
 * Commits reach the system but do not wait for the disk: tests kill processes and not machines.
 */
export const mariaDb: ServerKind = {
  client: 'mysql2',
  missing: server && installer ? undefined : 'mariadbd is not installed (apt-get install mariadb-server)',
  home: 'mysql',
  async initialise(folder, user) {
    if (!installer) throw new Error(mariaDb.missing)
    const statements = [
      'flush privileges',
      `create user '${account.user}'@'%' identified by '${account.password}'`,
      `grant all on *.* to '${account.user}'@'%' with grant option`,
    ]
    const accountFile = join(folder, 'account.sql')
    await writeFile(accountFile, statements.map((statement) => `${statement};\n`).join(''))
    const args = [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--extra-file=${accountFile}`,
      '--skip-test-db',
      `--tmpdir=${folder}`,
    ]
    await promisify(execFile)(installer, [...args, '--auth-root-authentication-method=normal'], {
      ...user,
      cwd: folder,
    })
  },
  command(folder, port) {
    if (!server) throw new Error(mariaDb.missing)
    const args = [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'mariadbd.pid')}`,
      // Two that share a folder for temporary tables delete each other's.
      `--tmpdir=${folder}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--character-set-server=latin1',
      '--innodb-flush-log-at-trx-commit=2',
      '--innodb-flush-method=fsync',
      '--innodb-buffer-pool-size=64M',
      '--max-connections=200',
      '--transaction-isolation=SERIALIZABLE',
      `--ssl-cert=${join(folder, 'server.crt')}`,
      `--ssl-key=${join(folder, 'server.key')}`,
    ]
    return { file: server, args, ready: /ready for connections/, stopSignal: 'TERM' }
  },
  url: (port, database) => `mysql://${credentials}@127.0.0.1:${port}/${database}`,
  create: (name) => `create database ${name}`,
}

function find(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}
