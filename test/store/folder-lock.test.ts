/** One process for one data folder. */

import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { lockFolder, StoreError } from '../../src/store/index.ts'
import { runChild } from './child-process.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('the folder is made where it is absent, and can be taken again once it was released', (t) => {
  const folder = join(temporaryFolder(t), 'deep', 'data')
  const lock = lockFolder(folder)
  assert.ok(existsSync(folder))
  assert.equal(lock.path, folder)
  lock.release()
  lockFolder(folder).release()
})

test('a second holder in the same process is refused with a sentence that names the folder', (t) => {
  const folder = temporaryFolder(t)
  const lock = lockFolder(folder)
  t.after(() => lock.release())
  assert.throws(() => lockFolder(folder), {
    key: 'dataFolderInUse',
    message: `The data folder ${folder} is in use by another Schemalog process; stop that one or choose another folder.`,
  })
})

test('a second process is refused, until the first is killed without a chance to clean up', async (t) => {
  const folder = temporaryFolder(t)
  const child = runChild(
    t,
    `const { lockFolder } = await import(root + 'src/store/index.ts')
    lockFolder(${JSON.stringify(folder)})
    console.log('locked')
    setInterval(() => {}, 1000)`,
  )
  assert.equal(await child.line(), 'locked')
  assert.throws(() => lockFolder(folder), { key: 'dataFolderInUse' })
  await child.kill()
  lockFolder(folder).release()
})

test('a folder that cannot be one is refused with the reason', (t) => {
  const file = join(temporaryFolder(t), 'file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'below')])
    assert.throws(
      () => lockFolder(path),
      (error) => error instanceof StoreError && error.key === 'dataFolderUnusable' && error.message.includes(path),
    )
})

test('a lock file that is no database is refused, not overwritten', (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(
    join(folder, 'lock'),
    'somebody else wrote this into the folder, and it is longer than a header of SQLite is',
  )
  assert.throws(() => lockFolder(folder), { key: 'dataFolderUnusable' })
})
