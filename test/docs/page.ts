/** A page of docs that is run: its files are written, its commands carried out, and what they print is what it says. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gitRepository, writeFiles } from '../cli/git-repository.ts'
import { commandPath, schemalog, temporaryFolder } from '../support/command.ts'

const root = new URL('../../', import.meta.url)

export const readPage = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8')

/** A folder with commands that are this one, as an installation would bring them, before those of the machine. */
export async function installation(t: TestContext, commands: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder(t)
  for (const [name, argumentsOf] of Object.entries(commands)) {
    writeFiles(folder, { [name]: `#!/bin/sh\nexec '${process.execPath}' '${commandPath}' ${argumentsOf}\n` })
    chmodSync(join(folder, name), 0o755)
  }
  return `${folder}${delimiter}${process.env['PATH']}`
}

interface PageOptions {
  env?: Readonly<Record<string, string>>
  /** What is different each time, and what the page has instead. */
  replace?: readonly (readonly [string, string])[]
  /** Commands without a shell share a process, which is faster; what they say on standard error comes last then. */
  shared?: boolean
}

/** In a git repository of its own. */
export async function runPage(
  t: TestContext,
  path: string,
  { env = {}, replace = [], shared = false }: PageOptions = {},
) {
  const { folder, git } = await gitRepository(t)
  git('checkout', '--quiet', '-B', 'main')
  const environment = { ...env, PATH: await installation(t, { schemalog: '"$@"' }) }
  const page = readPage(path)
  let seen = page
  for (const [block, kind, file, content = ''] of page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)) {
    if (file) writeFiles(folder, { [file]: content })
    if (kind !== 'console') continue
    const shown: string[] = []
    for (const line of content.split('\n').filter((one) => one.startsWith('$ '))) {
      const [, args] = /^\$ schemalog ([\w ./:@-]+)$/.exec(line) ?? []
      const isShared = shared && args !== undefined
      const printed = isShared ? await runShared(folder, env, args) : await run(folder, environment, line.slice(2))
      shown.push(`${line}\n${printed}`)
    }
    const all = replace.reduce((now, [found, instead]) => now.replaceAll(found, instead), shown.join(''))
    seen = seen.replace(block, () => `\`\`\`console\n${all}\`\`\``)
  }
  if (process.env['UPDATE_PAGES']) writeFiles(fileURLToPath(root), { [path]: seen })
  else assert.equal(seen, page, 'UPDATE_PAGES=1 with this test writes the page anew')
}

async function runShared(cwd: string, env: Readonly<Record<string, string>>, args: string): Promise<string> {
  const { stdout, stderr } = await schemalog(args.split(' '), { cwd, env: { ...env, NO_COLOR: '1' } })
  return stdout + stderr
}

/** Not by a call that holds up this process, which may be the server that the command asks. */
async function run(cwd: string, env: Readonly<Record<string, string>>, command: string): Promise<string> {
  const child = spawn('bash', ['-c', `{ ${command}; } 2>&1`], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return text(child.stdout)
}
