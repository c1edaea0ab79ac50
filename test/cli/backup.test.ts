/** A backup that is made while the registry is written, and what a server makes of it. */

import assert from 'node:assert/strict'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { schemalog, startServerProcess, temporaryFolder } from '../support/command.ts'
import { ask, record, register } from './command-server.ts'

test('all that was acknowledged before a backup under load is in it, and a server starts on it', async (t) => {
  const folder = await temporaryFolder(t)
  const dataDir = join(folder, 'data')
  const server = await startServerProcess(t, { dataDir })
  const acknowledged: { subject: string; id: number }[] = []
  const ten = Promise.withResolvers<void>()
  let stopped = false
  const write = async (writer: number) => {
    for (let at = 0; !stopped; at++) {
      const subject = `s-${writer}-${at}`
      const { id } = await register(server.registryUrl, subject, record(`R${writer}_${at}`))
      acknowledged.push({ subject, id })
      if (acknowledged.length === 10) ten.resolve()
    }
  }
  const writers = [0, 1, 2, 3].map(write)
  await ten.promise
  const before = [...acknowledged]
  const backup = ['backup', 'copy.sqlite', '--data-dir', dataDir]
  const { code, stdout, stderr } = await schemalog(backup, { cwd: folder })
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(stdout, /^Wrote \d+ bytes into copy\.sqlite\.\n$/)
  stopped = true
  await Promise.all(writers)
  assert.equal(await server.end(), 0)
  assert.deepEqual((await readdir(folder)).sort(), ['copy.sqlite', 'data'])

  const again = await schemalog(backup, { cwd: folder })
  assert.deepEqual([again.code, again.stderr], [1, 'schemalog: copy.sqlite is there already; nothing is written.\n'])

  const restored = join(folder, 'restored')
  await mkdir(restored)
  await copyFile(join(folder, 'copy.sqlite'), join(restored, 'registry.sqlite'))
  const second = await startServerProcess(t, { dataDir: restored })
  const there = (await ask(second.registryUrl, 'GET', '/schemas')) as { subject: string; id: number }[]
  const ids = new Map(there.map(({ subject, id }) => [subject, id]))
  for (const { subject, id } of before) assert.equal(ids.get(subject), id)
  // A moment in the order of writes: nothing is missing before what is there.
  assert.deepEqual(
    [...ids.values()].sort((a, b) => a - b),
    [...ids.values()].map((_, at) => at + 1),
  )
  assert.deepEqual((await register(second.registryUrl, 'next', record('Next'))).id, ids.size + 1)
  assert.equal(await second.end(), 0)
})

test('what cannot be backed up is said in a sentence, and no file is left', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'text.sqlite'), 'this is no database, and long enough to be read as one'.repeat(100))
  const cases: [string[], number, RegExp][] = [
    [['--data-dir', 'nowhere'], 1, /nowhere.registry\.sqlite cannot be used: there is no such file/],
    [['--database-url', 'sqlite:text.sqlite'], 1, /text\.sqlite is damaged or not an SQLite database/],
    [['--database-url', 'sqlite::memory:'], 1, /in memory cannot be reached from outside; 'schemalog export'/],
    [['--database-url', 'postgres://me:secret@host/db'], 1, /for PostgreSQL: 'pg_dump --format=custom/],
    [['--database-url', 'mysql://host/db'], 1, /for MySQL: 'mysqldump --single-transaction/],
    [['--database-url', 'oracle:secret'], 2, /--database-url expects sqlite:FILE/],
  ]
  await Promise.all(
    cases.map(async ([args, code, says], at) => {
      const finished = await schemalog(['backup', `out-${at}`, ...args], { cwd: folder })
      assert.match(finished.stderr, says)
      assert.doesNotMatch(finished.stderr, /secret|\n\s+at /)
      assert.equal(finished.code, code)
    }),
  )
  assert.deepEqual(await readdir(folder), ['text.sqlite'])
})
