/** What docs/pull-requests.md shows is what happens: its files are written, its commands run, its pipeline's script carried out. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { gitRepository, writeFiles } from '../cli/git-repository.ts'
import { commandPath, temporaryFolder } from '../support/command.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8')

/** A folder with commands that are this one, as an installation would bring them. */
async function installation(t: TestContext, commands: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(t)
  for (const [name, argumentsOf] of Object.entries(commands)) {
    writeFiles(folder, { [name]: `#!/bin/sh\nexec '${process.execPath}' '${commandPath}' ${argumentsOf}\n` })
    chmodSync(join(folder, name), 0o755)
  }
  return `${folder}${delimiter}${process.env['PATH']}`
}

test('the commands of docs/pull-requests.md print what the page says', async (t) => {
  const { folder, git } = await gitRepository(t)
  git('checkout', '--quiet', '-B', 'main')
  const path = await installation(t, { schemalog: '"$@"' })
  const page = read('docs/pull-requests.md')
  let seen = page
  for (const [block, kind, file, content = ''] of page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)) {
    if (file) writeFiles(folder, { [file]: content })
    if (kind !== 'console') continue
    const commands = content.split('\n').filter((line) => line.startsWith('$ '))
    const shown = commands.map((line) => `${line}\n${run(folder, path, line.slice(2))}`)
    seen = seen.replace(block, () => `\`\`\`console\n${shown.join('')}\`\`\``)
  }
  if (process.env['UPDATE_PAGES']) writeFiles(fileURLToPath(root), { 'docs/pull-requests.md': seen })
  else assert.equal(seen, page, 'UPDATE_PAGES=1 with this test writes the page anew')
})

function run(cwd: string, path: string, command: string): string {
  const env = { ...process.env, PATH: path, NO_COLOR: '1', NODE_OPTIONS: '' }
  const { stdout } = spawnSync('bash', ['-c', `{ ${command}; } 2>&1`], { cwd, env, encoding: 'utf8' })
  return stdout
}

test('the action fetches the branch that a shallow checkout lacks, and annotates what breaks', async (t) => {
  const field = (type: string) => ({ type: 'record', name: 'A', fields: [{ name: 'id', type }] })
  const { folder, git, commit } = await gitRepository(t, { 's/a.avsc': field('long') })
  git('checkout', '--quiet', '-b', 'topic')
  commit({ 's/a.avsc': field('int') })
  const clone = await temporaryFolder(t)
  git('clone', '--quiet', '--depth=1', '--branch=topic', `file://${folder}`, clone)
  const { runs } = parse(read('action.yml'))
  const step = runs.steps.at(-1)
  // The first two arguments of npx are --yes and the package.
  const path = await installation(t, { npx: '$(shift 2; printf "%s " "$@")' })
  const inputs = { FILES: 's', AGAINST: '', LEVEL: '', FAIL_ON: 'deleted renamed', VERSION: 'latest', BRANCH: 'main' }
  const env = { ...process.env, ...inputs, PATH: path, NODE_OPTIONS: '' }
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-c', step.run], { cwd: clone, env, encoding: 'utf8' })
  assert.equal(status, 1, stderr)
  assert.match(stdout, /^::error file=s\/a\.avsc,line=7,col=15,title=TYPE_MISMATCH::/)
  assert.deepEqual(Object.keys(step.env), Object.keys(inputs))
})

test('the hook for pre-commit is a command that is there', () => {
  const [hook] = parse(read('.pre-commit-hooks.yaml'))
  const { status, stdout } = spawnSync(process.execPath, [commandPath, 'check', '--help'], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.equal(hook.entry, 'schemalog check')
  assert.ok(hook.args.every((arg: string) => !arg.startsWith('--') || stdout.includes(arg)))
})
