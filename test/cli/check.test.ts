/** `schemalog check` against git and folders: what is compared with what, what is told, and how bad it is. */

import assert from 'node:assert/strict'
import { readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { openBaseline, parseAgainst } from '../../src/cli/check/against.ts'
import { mend } from '../../src/cli/check/mending.ts'
import { check, failing } from '../../src/cli/check/report.ts'
import { CliError } from '../../src/cli/errors.ts'
import { WorkingProject } from '../../src/cli/schema-project/working-project.ts'
import { schemalog, temporaryFolder } from '../support/command.ts'
import { type Files, gitRepository, writeFiles } from './git-repository.ts'

const registry = 'http://127.0.0.1:1'

/** What `schemalog check FOLDER --against WHAT` finds, with paths as seen from the folder. */
async function checked(folder: string, against: string, inputs: readonly string[] = [folder]) {
  const working = new WorkingProject(inputs, {})
  const asked = parseAgainst(against)
  const baseline = openBaseline(asked, working, { registry })
  const project = working.read(asked.kind === 'folder' ? [asked.name] : [])
  const report = await check(working, project, baseline, {})
  const short = (path: string) =>
    relative(inputs.length === 1 && inputs[0] === folder ? folder : dirname(inputs[0] ?? ''), path)
  return {
    states: Object.fromEntries(report.schemas.map(({ file, state }) => [short(file), state])),
    problems: report.problems.map(({ severity, kind, file, place }) => {
      const at = place ? `:${place.line}:${place.column}` : ''
      return `${severity} ${kind} ${short(file)}${at}`
    }),
    messages: report.problems.map(({ message }) => message.replaceAll(`${folder}/`, '')),
    failures: failing(report, new Set()).length,
    report,
  }
}

function recordOf(name: string, ...fields: readonly (readonly [string, unknown])[]): object {
  return { type: 'record', name, fields: fields.map(([field, type]) => ({ name: field, type })) }
}

const order = recordOf('Order', ['id', 'long'], ['to', 'Address'])
const address = recordOf('Address', ['city', 'string'])
const item = 'syntax = "proto3";\nmessage Item { string id = 1; }\n'

test('what is unchanged, compatible, broken and new is told apart, without a server and without a checkout', async (t) => {
  const { folder, write } = await gitRepository(t, {
    's/order.avsc': order,
    's/address.avsc': address,
    's/item.proto': item,
    's/config.json': { $schema: './node_modules/tool/schema.json' },
  })
  assert.deepEqual((await checked(folder, 'git:HEAD')).states, {
    's/address.avsc': 'unchanged',
    's/item.proto': 'unchanged',
    's/order.avsc': 'unchanged',
  })
  write({
    's/address.avsc': recordOf('Address', ['city', 'string'], ['zip', 'string']),
    's/item.proto': 'syntax = "proto3";\nmessage Item { string id = 1; string more = 2; }\n',
    's/new.avsc': recordOf('New'),
  })
  const { states, problems, report } = await checked(folder, 'git:HEAD')
  // An order holds an address, so it breaks although its own text is the same.
  assert.deepEqual(states, {
    's/address.avsc': 'incompatible',
    's/item.proto': 'compatible',
    's/new.avsc': 'new',
    's/order.avsc': 'incompatible',
  })
  assert.deepEqual(problems, [
    'error READER_FIELD_MISSING_DEFAULT_VALUE s/address.avsc:10:15',
    'error READER_FIELD_MISSING_DEFAULT_VALUE s/address.avsc:10:15',
  ])
  // What refers to the cause and was not touched is neither mended nor told at length.
  assert.deepEqual(
    report.problems.map(({ subject, because, finding }) => [
      subject,
      because !== undefined,
      finding?.fix !== undefined,
    ]),
    [
      ['address', false, true],
      ['order', true, false],
    ],
  )
})

test('one file that is named is checked with the references of its folder', async (t) => {
  const { folder, write } = await gitRepository(t, { 'order.avsc': order, 'address.avsc': address, 'x.avsc': '"x' })
  write({ 'order.avsc': recordOf('Order', ['id', 'int'], ['to', 'Address']), 'schemalog.yaml': 'level: FULL' })
  const { states, report } = await checked(folder, 'git:HEAD', [join(folder, 'order.avsc')])
  assert.deepEqual(states, { 'order.avsc': 'incompatible' })
  assert.deepEqual(report.schemas[0]?.level, 'FULL')
})

test('a name with a namespace never means one without; a name without means its own namespace first', async (t) => {
  const a = (more: object) => ({ ...recordOf('A', ['x', 'int']), ...more })
  const { folder, write, remove } = await gitRepository(t, {
    'a.avsc': a({}),
    'ca.avsc': a({ namespace: 'c' }),
    'full.avsc': recordOf('Full', ['a', 'c.A']),
    'short.avsc': { ...recordOf('Short', ['a', 'A']), namespace: 'c' },
  })
  assert.deepEqual((await checked(folder, 'git:HEAD')).problems, [])
  write({ 'ca.avsc': { ...recordOf('A', ['y', 'int']), namespace: 'c' } })
  const broken = 'error READER_FIELD_MISSING_DEFAULT_VALUE ca.avsc:6:15'
  assert.deepEqual((await checked(folder, 'git:HEAD')).problems, [broken, broken, broken])
  remove('ca.avsc')
  const { states, messages } = await checked(folder, 'git:HEAD')
  assert.deepEqual(Object.keys(states), ['a.avsc', 'short.avsc'])
  assert.ok(
    messages.some((message) => message.startsWith("full.avsc refers to 'c.A', which none of the files defines")),
  )
})

test('schemalog.yaml says subjects, levels, and which subject a name is that no file defines', async (t) => {
  const { folder, write } = await gitRepository(t, {
    'schemalog.yaml': [
      'level: FULL',
      'ignore: "**/old/**"',
      'schemas:',
      '  - { files: "types.json", subject: shared-types }',
      '  - { files: "**/*.json", subject: "{folder}.{name}", references: { "common.json": shared-types } }',
    ].join('\n'),
    'a/order.json': { type: 'object', properties: { id: { $ref: 'common.json#/definitions/id' } } },
    'a/old/order.json': '?',
    'types.json': { definitions: { id: { type: 'string' } } },
  })
  const { states, problems, report } = await checked(folder, 'git:HEAD')
  assert.deepEqual([states, problems], [{ 'types.json': 'unchanged', 'a/order.json': 'unchanged' }, []])
  assert.deepEqual(
    report.schemas.map(({ subject, level }) => [subject, level]),
    [
      ['shared-types', 'FULL'],
      ['a.order', 'FULL'],
    ],
  )
  write({ 'schemalog.yaml': 'level: SOME\n' })
  await assert.rejects(checked(folder, 'git:HEAD'), /schemalog\.yaml: level is one of NONE, BACKWARD.*, not "SOME"/)
})

test('a file that was moved is compared with what it was; a new subject is a warning', async (t) => {
  const wide = (type: string) =>
    recordOf('Moved', ...['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'string'] as const), ['z', type])
  const { folder, git, write, remove } = await gitRepository(t, {
    'a/moved.avsc': wide('long'),
    'a/other.avsc': address,
  })
  git('mv', 'a/moved.avsc', 'renamed.avsc')
  write({ 'renamed.avsc': wide('int'), 'b/other.avsc': address })
  remove('a/other.avsc')
  const { states, problems } = await checked(folder, 'git:HEAD')
  assert.deepEqual(states, { 'b/other.avsc': 'unchanged', 'renamed.avsc': 'incompatible' })
  assert.match(
    problems.join('\n'),
    /^warning SUBJECT_CHANGED renamed\.avsc\nerror TYPE_MISMATCH renamed\.avsc:\d+:\d+$/,
  )
})

test('a schema that is gone is a warning, and an error for those who want it', async (t) => {
  const { folder, remove } = await gitRepository(t, { 'a.avsc': address, 'b.avsc': recordOf('B') })
  remove('b.avsc')
  const { problems, failures, report } = await checked(folder, 'git:HEAD')
  assert.deepEqual([problems, failures], [['warning SCHEMA_DELETED b.avsc'], 0])
  assert.equal(failing(report, new Set(['SCHEMA_DELETED'])).length, 1)
})

test('what others did on the target branch meanwhile is not held against a branch', async (t) => {
  const { folder, git, commit } = await gitRepository(t, {
    'a.avsc': address,
    'mine.avsc': recordOf('Mine', ['a', 'int'], ['b', 'int']),
  })
  git('checkout', '--quiet', '-b', 'topic')
  commit({ 'mine.avsc': recordOf('Mine', ['a', 'int']) })
  git('checkout', '--quiet', 'main')
  commit({
    'a.avsc': recordOf('Address', ['city', 'string'], ['zip', ['null', 'string']]),
    'theirs.avsc': recordOf('T'),
  })
  git('checkout', '--quiet', 'topic')
  const { states, problems } = await checked(folder, 'git:main')
  assert.deepEqual(problems, [])
  assert.deepEqual(states, { 'a.avsc': 'unchanged', 'mine.avsc': 'compatible' })
})

test('a folder stands in for a revision, also where it lies in the project', async (t) => {
  const folder = await temporaryFolder(t)
  writeFiles(folder, { 'released/a.avsc': address, 'now/a.avsc': recordOf('Address', ['city', 'int']) })
  assert.deepEqual((await checked(folder, `folder:${join(folder, 'released')}`)).states, {
    'now/a.avsc': 'incompatible',
  })
})

test('--fix keeps the line ends and the mark of an editor', async (t) => {
  const lines = (type: string) =>
    `\uFEFF{ "type": "record", "name": "A", "fields": [\r\n  { "name": "a", "type": "${type}" }\r\n] }\r\n`
  const { folder, write } = await gitRepository(t, { 'a.avsc': lines('long') })
  write({ 'a.avsc': lines('int') })
  const { report } = await checked(folder, 'git:HEAD')
  assert.equal(mend(report).length, 1)
  assert.equal(readFileSync(join(folder, 'a.avsc'), 'utf8'), lines('long'))
  assert.deepEqual((await checked(folder, 'git:HEAD')).states, { 'a.avsc': 'unchanged' })
})

interface BadInput {
  readonly title: string
  readonly files: Files
  readonly finds: readonly string[]
  readonly says: RegExp
}

const badInput: readonly BadInput[] = [
  {
    title: 'a text that is no schema',
    files: { 'bad.avsc': '{\n  "type": "record",\n  "name": 5\n}' },
    finds: ['error INVALID_SCHEMA bad.avsc:1:1'],
    says: /name/,
  },
  {
    title: 'a text that is no JSON',
    files: { 'bad.avsc': '{\n  "type" "record"}' },
    finds: ['error INVALID_SCHEMA bad.avsc:2:10'],
    says: /line 2, column 10/,
  },
  {
    title: 'binary',
    files: { 'bad.proto': Buffer.from([0, 1, 2]) },
    finds: ['error NOT_TEXT bad.proto'],
    says: /no text/,
  },
  {
    title: 'a huge file',
    files: { 'bad.avsc': ' '.repeat(4 * 1024 * 1024 + 1) },
    finds: ['error FILE_TOO_LARGE bad.avsc'],
    says: /4194305 bytes/,
  },
  {
    title: 'two files for one subject',
    files: { 'x/good.avsc': recordOf('X') },
    finds: ['error SHARED_SUBJECT x/good.avsc'],
    says: /good\.avsc and x\/good\.avsc would both become subject 'good'/,
  },
  {
    title: 'a reference that leads nowhere, and a file that refers to it',
    files: { 'bad.avsc': recordOf('Bad', ['a', 'shop.Gone']), 'user.avsc': recordOf('User', ['a', 'Bad']) },
    finds: ['error MISSING_REFERENCE bad.avsc'],
    says: /'shop\.Gone', which none of the files defines/,
  },
  {
    title: 'a circle, and a file that refers to it',
    files: {
      'a.proto': 'syntax = "proto3"; import "b.proto";',
      'b.proto': 'syntax = "proto3"; import "a.proto";',
      'c.proto': 'syntax = "proto3"; import "b.proto";',
    },
    finds: ['error CIRCULAR_REFERENCES a.proto'],
    says: /a\.proto -> b\.proto -> a\.proto/,
  },
]

for (const { title, files, finds, says } of badInput)
  test(`${title} is one finding, and the other files are still checked`, async (t) => {
    const { folder, write } = await gitRepository(t, { 'good.avsc': recordOf('Good', ['a', 'long']) })
    write({ ...files, 'good.avsc': recordOf('Good', ['a', 'int']) })
    const { problems, messages, failures } = await checked(folder, 'git:HEAD')
    const own = problems.filter((problem) => !/TYPE_MISMATCH good\.avsc/.test(problem))
    assert.deepEqual(own, finds)
    assert.equal(failures, 2)
    assert.match(messages.join('\n'), says)
  })

test('what was wrong before is only a warning', async (t) => {
  const { folder } = await gitRepository(t, { 'bad.avsc': '{', 'lost.avsc': recordOf('L', ['a', 'Gone']) })
  const { problems, failures } = await checked(folder, 'git:HEAD')
  assert.deepEqual(problems, ['warning INVALID_SCHEMA bad.avsc:1:2', 'warning MISSING_REFERENCE lost.avsc'])
  assert.equal(failures, 0)
})

test('a link out of the folder is not followed and told; files that git ignores are no schemas', async (t) => {
  const { folder, write } = await gitRepository(t, {
    'p/a.avsc': address,
    '.gitignore': 'build/',
    'secret.avsc': '"int"',
  })
  write({ 'p/build/a.avsc': address })
  symlinkSync(join(folder, 'secret.avsc'), join(folder, 'p/link.avsc'))
  const { problems, states } = await checked(join(folder, 'p'), 'git:HEAD')
  assert.deepEqual(problems, ['error LINK_LEADS_OUT link.avsc'])
  assert.deepEqual(states, { 'a.avsc': 'unchanged' })
})

test('no repository, no such revision and a shallow clone say what to do, as wrong use', async (t) => {
  const plain = await temporaryFolder(t)
  writeFiles(plain, { 'a.avsc': address })
  const refused = (folder: string, against: string, says: RegExp) =>
    assert.rejects(checked(folder, against), (error) => {
      assert.ok(error instanceof CliError)
      assert.equal(error.code, 2)
      assert.match(error.message, says)
      return true
    })
  await refused(plain, 'git:HEAD', /is in no git repository/)
  const { folder, git } = await gitRepository(t, { 'a.avsc': address })
  await refused(folder, 'git:nothing', /git knows no revision 'nothing' here; 'git branch --all'/)
  await refused(folder, 'git:--output=x', /git knows no revision/)
  await refused(folder, 'git:origin/main', /'git fetch origin main:refs\/remotes\/origin\/main' brings it/)
  await refused(folder, 'folder:nothing', /nothing is no folder/)
  const clone = await temporaryFolder(t)
  git('clone', '--quiet', '--depth=1', `file://${folder}`, clone)
  await refused(clone, 'git:HEAD~1', /this is a shallow clone: .*fetch-depth: 0/)
  assert.deepEqual((await checked(clone, 'git:origin/main')).problems, [])
})

test('the command: compiler-like text, exit codes, --fix that keeps the layout, and one sentence for wrong use', async (t) => {
  const before = '{ "type": "record", "name": "A",\n  "fields": [ {"name": "a", "type": "long"} ] }\n'
  const { folder: cwd, write } = await gitRepository(t, { 's/a.avsc': before })
  const run = (...args: readonly string[]) => schemalog(['check', ...args], { cwd })
  write({ 's/a.avsc': before.replace('"long"} ]', '"long"},\r\n    {"name": "b", "type": "string"} ]') })
  const broken = await run('s', '--against', 'git:HEAD')
  assert.equal(broken.code, 1)
  assert.match(broken.stdout, /^s\/a\.avsc:3:14 error READER_FIELD_MISSING_DEFAULT_VALUE\n {2}Field 'b'/)
  assert.match(broken.stdout, /\n {2}3 \| {5}\{"name": "b", "type": "string"\} \] \}\n {4}\| {14}\^\^\^\n/)
  assert.match(
    broken.stdout,
    /\n {2}breaks consumers with the new schema cannot read records written with the one in HEAD/,
  )
  assert.match(broken.stdout, /\n {4}- {5}\{"name": "b", "type": "string"\} \] \}\n {4}\+ .*"default": null/)
  assert.equal(
    broken.stderr,
    'schemalog: 1 schema against HEAD (1 changed, 0 new): 1 problem in 1 file. --fix mends 1 file.\n',
  )
  const fixed = await run('--against', 'git:HEAD', '--fix')
  assert.equal(fixed.code, 0, fixed.stderr)
  assert.match(fixed.stderr, /^s\/a\.avsc: /)
  assert.equal(fixed.stdout, '1 schema against HEAD (1 changed, 0 new): nothing breaks.\n')
  const wrong = await run('--against', 'main')
  assert.deepEqual([wrong.code, wrong.stdout], [2, ''])
  assert.match(wrong.stderr, /--against expects git:REVISION, folder:FOLDER, lock or registry:URL/)
})
