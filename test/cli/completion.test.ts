/** Completion, asked of the shells themselves. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { schemalog, temporaryFolder } from '../support/command.ts'
import { missingClient } from '../support/server.ts'

/** What a shell offers after these words, with the script sourced. */
const shells: Record<string, (script: string, words: readonly string[]) => string[]> = {
  bash: (script, words) => {
    const line = words.map((word) => `'${word}'`).join(' ')
    const ask = `source ${script}; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _schemalog; printf '%s\n' "\${COMPREPLY[@]}"`
    return run('bash', ['--norc', '-c', ask])
  },
  zsh: (script, words) => {
    const line = words.map((word) => `'${word}'`).join(' ')
    // What a terminal would be told; the menu itself is zsh's own.
    const stubs = `compdef() { }; _files() { }; _describe() { print -rl -- \${\${(P)2}%%:*} }`
    const offered = run('zsh', [
      '-f',
      '-c',
      `${stubs}; source ${script}; words=(${line}); CURRENT=${words.length}; _schemalog`,
    ])
    return offered.filter((word) => word.startsWith(words.at(-1) ?? ''))
  },
  fish: (script, words) =>
    run('fish', ['--no-config', '-c', `source ${script}; complete -C '${words.join(' ')}'`]).map(
      (line) => line.split('\t')[0] ?? '',
    ),
}

for (const [shell, complete] of Object.entries(shells))
  test(
    `${shell} completes commands, options and their choices`,
    isInstalled(shell) ? {} : missingClient(shell),
    async (t) => {
      const { code, stdout } = await schemalog(['completion', shell])
      assert.equal(code, 0)
      const script = join(await temporaryFolder(t), 'script')
      await writeFile(script, stdout)
      assert.deepEqual(complete(script, ['schemalog', 'sub']), ['subjects'])
      assert.deepEqual(complete(script, ['schemalog', 'subjects', 'ver']), ['versions'])
      assert.deepEqual(complete(script, ['schemalog', 'subjects', 'versions', 'x', '--del']), ['--deleted'])
      assert.deepEqual(complete(script, ['schemalog', 'export', '--as', '']).sort(), ['lines', 'records'])
      assert.deepEqual(complete(script, ['schemalog', 'serve', '--kafka-adv']), ['--kafka-advertised'])
    },
  )

function run(command: string, args: readonly string[]): string[] {
  return execFileSync(command, args, { encoding: 'utf8' }).split('\n').filter(Boolean)
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
