/** Runs the `schemalog` command as a person would: the file that `bin` names, in a process of its own. */

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cleanUp } from './cleanup.ts'

export const commandPath = fileURLToPath(new URL('../../bin/schemalog.js', import.meta.url))

export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

interface RunOptions {
  cwd?: string
  env?: Record<string, string>
  /** Text on standard input; closed at once where absent. */
  input?: string
}

/** Runs one command to its end. */
export async function schemalog(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawnCommand(args, options)
  child.stdin.end(options.input ?? '')
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { code, stdout, stderr }
}

export interface ServerProcess {
  child: ChildProcessByStdio<Writable, Readable, Readable>
  /** The first line on standard output. */
  readyLine: string
  registryUrl: string
  brokers: string
  /** What standard error said until now. */
  log(): string
  /** Sends a signal and waits for the end; the exit code, or null where the signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

/** Serves on free ports until the test is over. */
export async function startServerProcess(
  t: TestContext,
  options: RunOptions & { dataDir: string; args?: readonly string[] },
): Promise<ServerProcess> {
  const { dataDir, args = [] } = options
  const child = spawnCommand(['serve', '--http-port=0', '--kafka-port=0', `--data-dir=${dataDir}`, ...args], options)
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    log += piece
  })
  const exit = once(child, 'exit')
  cleanUp(t, () => child.kill('SIGKILL'))
  const lines = createInterface(child.stdout)
  const first = await Promise.race([once(lines, 'line'), exit])
  const readyLine = String(first[0])
  const match = /^schemalog ready (http:\/\/\S+) kafka:\/\/(\S+)$/.exec(readyLine)
  if (!match?.[1] || !match[2]) throw new Error(`no ready line but '${readyLine}': ${log}`)
  return {
    child,
    readyLine,
    registryUrl: match[1],
    brokers: match[2],
    log: () => log,
    async end(signal = 'SIGTERM') {
      child.kill(signal)
      const [code] = await exit
      return code
    },
  }
}

/** A folder that is gone after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'schemalog-'))
  cleanUp(t, () => rm(folder, { recursive: true, force: true }))
  return folder
}

export function spawnCommand(
  args: readonly string[],
  { cwd, env }: RunOptions,
): ChildProcessByStdio<Writable, Readable, Readable> {
  return spawn(process.execPath, [commandPath, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    ...(cwd !== undefined && { cwd }),
  })
}
