/** What docs/pull-requests.md shows is what happens: its files are written, its commands run, its pipeline's script carried out. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { parse } from 'yaml'
import { gitRepository } from '../cli/git-repository.ts'
import { commandPath, temporaryFolder } from '../support/command.ts'
import { installation, readPage, runPage } from './page.ts'

test('the commands of docs/pull-requests.md print what the page says', (t) => runPage(t, 'docs/pull-requests.md'))

test('the action fetches the branch that a shallow checkout lacks, and annotates what breaks', async (t) => {
  const field = (type: string) => ({ type: 'record', name: 'A', fields: [{ name: 'id', type }] })
  const { folder, git, commit } = await gitRepository(t, { 's/a.avsc': field('long') })
  git('checkout', '--quiet', '-b', 'topic')
  commit({ 's/a.avsc': field('int') })
  const clone = await temporaryFolder(t)
  git('clone', '--quiet', '--depth=1', '--branch=topic', `file://${folder}`, clone)
  const { runs } = parse(readPage('action.yml'))
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
  const [hook] = parse(readPage('.pre-commit-hooks.yaml'))
  const { status, stdout } = spawnSync(process.execPath, [commandPath, 'check', '--help'], { encoding: 'utf8' })
  assert.equal(status, 0)
  assert.equal(hook.entry, 'schemalog check')
  assert.ok(hook.args.every((arg: string) => !arg.startsWith('--') || stdout.includes(arg)))
})
