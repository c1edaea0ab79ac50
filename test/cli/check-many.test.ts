/** A thousand schemas against git; the figure is printed, and what it should be is in the documentation of the command. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBaseline, parseAgainst } from '../../src/cli/check/against.ts'
import { check } from '../../src/cli/check/report.ts'
import { WorkingProject } from '../../src/cli/schema-project/working-project.ts'
import { type Files, gitRepository } from './git-repository.ts'

const schemaCount = 1000

/** Records of 20 fields, of which every tenth refers to another. */
function schemas(more: readonly object[]): Files {
  const fields = Array.from({ length: 20 }, (_, at) => ({
    name: `field${at}`,
    type: ['null', 'string'],
    default: null,
  }))
  return Object.fromEntries(
    Array.from({ length: schemaCount }, (_, at) => {
      const link = at % 10 === 9 ? [{ name: 'link', type: `Record${at - 1}` }] : []
      const name = `Record${at}`
      return [`schemas/${at % 20}/record-${at}.avsc`, { type: 'record', name, fields: [...fields, ...link, ...more] }]
    }),
  )
}

test('1,000 schemas are checked against git, unchanged and all changed', async (t) => {
  const { folder, write } = await gitRepository(t, schemas([]))
  for (const [what, more] of [
    ['unchanged', []],
    ['compatible', [{ name: 'more', type: 'string', default: '' }]],
    ['incompatible', [{ name: 'more', type: 'string' }]],
  ] as const) {
    write(schemas(more))
    const begin = performance.now()
    const working = new WorkingProject([folder], {})
    const baseline = openBaseline(parseAgainst('git:HEAD'), working, { registry: 'http://127.0.0.1:1' })
    const report = await check(working, working.read(), baseline, {})
    t.diagnostic(`${what}: ${Math.round(performance.now() - begin)} ms`)
    assert.equal(report.schemas.filter(({ state }) => state === what).length, schemaCount)
  }
})
