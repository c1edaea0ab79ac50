/** The arrows of ARCHITECTURE.md hold, and the tool that says so is seen to bite. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { biomeConfig } from './arrows.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const biome = join(root, 'node_modules/.bin/biome')

let copy = ''

before(async () => {
  copy = await mkdtemp(join(tmpdir(), 'schemalog-arrows-'))
  const sources = { recursive: true, filter: (path: string) => !/\/(node_modules|dist)$/.test(path) }
  for (const folder of ['src', 'serdes']) await cp(join(root, folder), join(copy, folder), sources)
  await writeFile(join(copy, 'biome.json'), JSON.stringify(biomeConfig()))
  return () => rm(copy, { recursive: true })
})

/** Lints the copy, with `files` laid over it for this one run; the linter's report. */
async function lint(files: Record<string, string> = {}): Promise<string> {
  for (const [path, text] of Object.entries(files)) await writeFile(join(copy, path), text)
  const run = spawnSync(biome, ['lint', '--max-diagnostics=200', '.'], { cwd: copy, encoding: 'utf8' })
  for (const path of Object.keys(files)) await rm(join(copy, path))
  assert.ok(run.status !== null, String(run.error))
  return run.status === 0 ? '' : run.stdout + run.stderr
}

test('the source follows the arrows', async () => {
  assert.equal(await lint(), '')
})

const broken: { rule: string; files: Record<string, string>; report: RegExp }[] = [
  {
    rule: 'a room imports only rooms that an arrow leads to',
    files: { 'src/schemas/zz.ts': "export { Registry } from '../registry/index.ts'\n" },
    report: /no arrow leads from schemas/,
  },
  {
    rule: 'the rule holds for types too',
    files: { 'src/registry/zz.ts': "export type { LogFolder } from '../log/index.ts'\n" },
    report: /no arrow leads from registry/,
  },
  {
    rule: 'a room is entered by its index',
    files: { 'src/broker/zz.ts': "export { openLogFolder } from '../log/log-folder.ts'\n" },
    report: /entered by its index/,
  },
  {
    rule: 'no room imports the server',
    files: { 'src/http/zz.ts': "export { startSchemalog } from '../server.ts'\n" },
    report: /no arrow leads from http/,
  },
  {
    rule: 'express is known to http alone',
    files: { 'src/registry/zz.ts': "export { default } from 'express'\n" },
    report: /only http may import express/,
  },
  {
    rule: 'knex is known to store alone',
    files: { 'src/registry/zz.ts': "export { default } from 'knex'\n" },
    report: /only store may import knex/,
  },
  {
    rule: 'sockets are known to broker alone',
    files: { 'src/protocol/zz.ts': "export { createServer } from 'node:net'\n" },
    report: /only broker may import node:net/,
  },
  {
    rule: 'serdes imports nothing of the server',
    files: { 'serdes/zz.ts': "export { CodedError } from '../src/errors.ts'\n" },
    report: /serdes imports nothing of the server/,
  },
  {
    rule: 'no circle, types included',
    files: {
      'src/log/zz-one.ts': "import type { Two } from './zz-two.ts'\nexport interface One { two: Two }\n",
      'src/log/zz-two.ts': "import type { One } from './zz-one.ts'\nexport interface Two { one: One }\n",
    },
    report: /noImportCycles/,
  },
]

for (const { rule, files, report } of broken)
  test(`a breach is caught: ${rule}`, async () => {
    assert.match(await lint(files), report)
  })
