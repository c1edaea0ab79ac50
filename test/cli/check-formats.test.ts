/** The forms in which `schemalog check` tells, each as the service reads it that it is for. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openBaseline, parseAgainst } from '../../src/cli/check/against.ts'
import { type Hunk, hunksOf } from '../../src/cli/check/formats/hunks.ts'
import { printed, type ReportFormat } from '../../src/cli/check/formats/index.ts'
import { type CheckReport, check } from '../../src/cli/check/report.ts'
import { WorkingProject } from '../../src/cli/schema-project/working-project.ts'
import { temporaryFolder } from '../support/command.ts'
import { writeFiles } from './git-repository.ts'

const before = {
  'a, b:%.avsc': { type: 'record', name: 'A', fields: [{ name: 'id', type: 'long' }] },
  'gone.avsc': { type: 'enum', name: 'Gone', symbols: ['X'] },
  'same.json': { $schema: 'http://json-schema.org/draft-07/schema#', type: 'string' },
}
const now = {
  ...before,
  'a, b:%.avsc': { type: 'record', name: 'A', fields: [{ name: 'id', type: 'int', doc: '<&>"' }] },
  'gone.avsc': undefined,
  'bad.avsc': '{\n  "type": "record"',
}

async function report(t: TestContext): Promise<{ report: CheckReport; print: (format: ReportFormat) => string }> {
  const folder = await temporaryFolder(t)
  const there = Object.entries(now).flatMap(([path, content]) =>
    content === undefined ? [] : [[`now/${path}`, content]],
  )
  writeFiles(folder, Object.fromEntries(there))
  writeFiles(join(folder, 'then'), before)
  const working = new WorkingProject([join(folder, 'now')], {})
  const baseline = openBaseline(parseAgainst(`folder:${join(folder, 'then')}`), working, { registry: 'http://x' })
  const found = await check(working, working.read(), baseline, {})
  const short = (path: string) => path.replace(/^.*\//, '')
  const problems = found.problems.map((problem) => ({ ...problem, file: short(problem.file) }))
  const schemas = found.schemas.map((schema) => ({ ...schema, file: short(schema.file) }))
  const shown = { ...found, problems, schemas, against: 'before' }
  return { report: shown, print: (format) => printed(format, shown, false) }
}

test('GitHub: a workflow command for each problem, with nothing in it that would end it early', async (t) => {
  const { print } = await report(t)
  const lines = print('github').split('\n')
  assert.equal(lines.length, 3)
  assert.match(
    lines[0] ?? '',
    /^::error file=a%2C b%3A%25\.avsc,line=7,col=15,title=TYPE_MISMATCH::Field 'id' .*%0ABreaks: /,
  )
  assert.match(lines[1] ?? '', /^::error file=bad\.avsc,line=2,col=19,title=INVALID_SCHEMA::Invalid schema at line 2/)
  assert.match(lines[2] ?? '', /^::warning file=gone\.avsc,title=SCHEMA_DELETED::/)
})

test('GitLab: fingerprints stay the same where only lines move, and no two are alike', async (t) => {
  const { print, report: found } = await report(t)
  const issues = JSON.parse(print('gitlab')) as { fingerprint: string; severity: string; location: object }[]
  assert.deepEqual(
    issues.map(({ severity, location }) => [severity, location]),
    [
      ['major', { path: 'a, b:%.avsc', lines: { begin: 7 } }],
      ['major', { path: 'bad.avsc', lines: { begin: 2 } }],
      ['minor', { path: 'gone.avsc', lines: { begin: 1 } }],
    ],
  )
  const moved = found.problems.map((one) => ({ ...one, ...(one.place && { place: { line: 99, column: 1 } }) }))
  const again = JSON.parse(printed('gitlab', { ...found, problems: [...moved, ...moved] }, false)) as typeof issues
  assert.deepEqual(
    again.slice(0, 3).map(({ fingerprint }) => fingerprint),
    issues.map(({ fingerprint }) => fingerprint),
  )
  assert.equal(new Set(again.map(({ fingerprint }) => fingerprint)).size, 6)
})

test('SARIF: valid under the schema of 2.1.0, with rules, places and the edits that mend', async (t) => {
  const { print } = await report(t)
  // biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
  const log: any = JSON.parse(print('sarif'))
  const schema = readFileSync(new URL('../fixtures/sarif/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8')
  const { default: Ajv } = await import('ajv-draft-04')
  const validate = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
    JSON.parse(schema),
  )
  const isValid: boolean = validate(log)
  assert.ok(isValid, JSON.stringify(validate.errors))
  const [run] = log.runs
  assert.deepEqual(
    run.tool.driver.rules.map(({ id }: { id: string }) => id),
    ['TYPE_MISMATCH', 'INVALID_SCHEMA', 'SCHEMA_DELETED'],
  )
  assert.equal(run.results[0].locations[0].physicalLocation.artifactLocation.uri, 'a%2C%20b%3A%25.avsc')
  assert.equal(run.results[0].fixes[0].artifactChanges[0].replacements[0].insertedContent.text, 'long')
})

test('JUnit: a case for each schema, escaped', async (t) => {
  const { print } = await report(t)
  const xml = print('junit')
  assert.match(xml, /<testsuite name="schemalog check against before" tests="4" failures="2" errors="0">/)
  assert.match(xml, /<testcase classname="schemas" name="same"\/>/)
  assert.match(xml, /name="gone">\n {6}<system-out>gone\.avsc SCHEMA_DELETED: \S+ has subject 'gone'/)
  assert.match(xml, /<failure type="INVALID_SCHEMA" message="[^"]*">bad\.avsc:2:19\n/)
  assert.doesNotMatch(xml.replace(/&(lt|gt|amp|quot|#10);/g, ''), /&/)
})

test('JSON: schemas with their states, problems with all that is known', async (t) => {
  const { print } = await report(t)
  const { isCompatible, schemas, problems } = JSON.parse(print('json'))
  assert.equal(isCompatible, false)
  assert.deepEqual(
    schemas.map(({ file, subject, level, state }: Record<string, string>) => [file, subject, level, state]),
    [
      ['a, b:%.avsc', 'a, b:%', 'BACKWARD', 'incompatible'],
      ['bad.avsc', 'bad', 'BACKWARD', 'invalid'],
      ['same.json', 'same', 'BACKWARD', 'unchanged'],
    ],
  )
  const { kind, line, column, direction, oldPlace, fix, witness } = problems[0]
  assert.deepEqual([kind, line, column, direction], ['TYPE_MISMATCH', 7, 15, 'new-reads-old'])
  assert.deepEqual(fix.patch, [{ op: 'replace', path: '/fields/0/type', value: 'long' }])
  assert.deepEqual([oldPlace.line, fix.edit.replacement, witness.writtenWith], [7, 'long', 'old'])
})

test('text: colours only where they are wanted, no control characters, and long lines are cut around the place', async (t) => {
  const { report: found } = await report(t)
  const [problem] = found.problems
  assert.ok(problem)
  const long = `${' '.repeat(300)}"name"${' '.repeat(300)}`
  const shown = printed(
    'text',
    {
      ...found,
      problems: [{ ...problem, file: 'x.avsc', place: { line: 1, column: 301 }, message: 'a\u001b[31m' }],
      texts: new Map([['x.avsc', long]]),
    },
    false,
  )
  assert.match(
    shown,
    /^x\.avsc:1:301 error TYPE_MISMATCH\n {2}a\\u001b\[31m\n {2}1 \| … {40}"name" {54}…\n {4}\| {42}\^{6}\n/,
  )
})

function shown(hunks: readonly Hunk[]): string[] {
  return hunks.flatMap(({ line, rows }) => [`@${line}`, ...rows.map(({ sign, text }) => sign + text)])
}

test('an edit over many lines is shown as the lines that change, with one around them', () => {
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`)
  const text = lines.join('\r\n')
  const replacement = lines.with(4, 'five').toSpliced(29, 1, 'thirty', 'more').slice(2, 36).join('\n')
  const edit = { start: text.indexOf('line 3'), end: text.indexOf('line 35') + 7, replacement }
  assert.deepEqual(shown(hunksOf(text, edit)), [
    ...['@5', ' line 4', '-line 5', '+five', ' line 6'],
    ...['@30', ' line 29', '-line 30', '+thirty', '+more', ' line 31'],
  ])
  assert.deepEqual(shown(hunksOf('a', { start: 0, end: 0, replacement: 'b\n' })), ['@1', '+b', ' a'])
  assert.deepEqual(shown(hunksOf('a\nb\n', { start: 2, end: 4, replacement: '' })), ['@2', ' a', '-b', ' '])
})

test('of a line that is long, what changes is shown, on both sides cut in the same places', () => {
  const text = `{${'"same": 1, '.repeat(40)}"a": 1, ${'"same": 1, '.repeat(40)}"b": 2}`
  const replacement = text.replace('"a": 1', '"a": 9').replace('"b": 2', '"b": 3')
  const around = '"same": 1, "same": 1, '
  const [hunk, ...more] = hunksOf(text, { start: 0, end: text.length, replacement })
  assert.equal(more.length, 0)
  const [old = '', now = ''] = hunk?.rows.map((row) => row.text) ?? []
  assert.ok(old.includes(`${around}"a": 1, ${around}`) && old.endsWith(`${around}"b": 2}`), old)
  assert.equal(now, old.replace('"a": 1', '"a": 9').replace('"b": 2', '"b": 3'))
  assert.ok(old.length < 140 && old.startsWith('…'))
})
