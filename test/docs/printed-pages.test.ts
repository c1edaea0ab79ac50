/** The pages that are printed from tables are those of the tables. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { schemalog } from '../support/command.ts'

const docs = fileURLToPath(new URL('../../docs', import.meta.url))

test('the printed pages in docs are what the tables and the commands say', async () => {
  const { code, stderr } = await schemalog(['docs', '--check', docs])
  assert.equal(code, 0, `${stderr}Run: npx schemalog docs --write docs`)
})

test('a page that is not current is named, with exit code 1', async () => {
  const { code, stderr } = await schemalog([
    'docs',
    'settings',
    '--check',
    fileURLToPath(new URL('.', import.meta.url)),
  ])
  assert.equal(code, 1)
  assert.match(stderr, /settings\.md/)
})
