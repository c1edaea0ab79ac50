/** A real git repository in a folder of its own, that nothing of this machine's configuration reaches. */

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { temporaryFolder } from '../support/command.ts'

const environment = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
}
// Also for the code under test, which calls git itself; a hook that runs these tests must not lend its repository.
Object.assign(process.env, environment)
for (const name of Object.keys(process.env))
  if (/^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX)$/.test(name)) delete process.env[name]

export type Files = Readonly<Record<string, string | Uint8Array | object>>

export interface TestRepository {
  readonly folder: string
  git(...args: readonly string[]): string
  write(files: Files): void
  remove(...paths: readonly string[]): void
  commit(files?: Files): void
}

export async function gitRepository(t: TestContext, files: Files = {}): Promise<TestRepository> {
  const folder = await temporaryFolder(t)
  const git = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    return stdout
  }
  const write = (more: Files) => writeFiles(folder, more)
  const commit = (more: Files = {}) => {
    write(more)
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message=change')
  }
  git('init', '--quiet', '--initial-branch=main')
  commit(files)
  const remove = (...paths: readonly string[]) => {
    for (const path of paths) rmSync(join(folder, path))
  }
  return { folder, git, write, remove, commit }
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const isRaw = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(join(folder, path), isRaw ? content : JSON.stringify(content, undefined, 2))
  }
}
