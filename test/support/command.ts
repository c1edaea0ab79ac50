/** Runs the `schemalog` command: its code, or as a person would, the file that `bin` names in a process of its own. */

import { type ChildProcess, type ChildProcessByStdio, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { after, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { cleanUp } from './cleanup.ts'
import type { Order } from './command-host.ts'

const hostPath = fileURLToPath(new URL('command-host.ts', import.meta.url))
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

/** Runs one command to its end, in a process that runs all such commands of a test file. */
export async function schemalog(
  args: readonly string[],
  { cwd = process.cwd(), env, input = '' }: RunOptions = {},
): Promise<Finished> {
  const before = host
  const { promise, resolve } = Promise.withResolvers<void>()
  host = promise
  await before
  try {
    return await order({ args, cwd, env: { ...process.env, ...env }, input })
  } finally {
    resolve()
  }
}

/** The last command that was ordered: a process has one folder and one environment, so they follow each other. */
let host: Promise<void> = Promise.resolve()
let hostProcess: ChildProcess | undefined

after(async () => {
  if (!hostProcess) return
  const exit = once(hostProcess, 'exit')
  hostProcess.ref()
  hostProcess.disconnect()
  await exit
})

async function order(command: Order): Promise<Finished> {
  hostProcess ??= fork(hostPath, {
    execArgv: ['--conditions=schemalog-source'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const child = hostProcess
  child.channel?.ref()
  const ending = new AbortController()
  const { signal } = ending
  try {
    child.send(command)
    const died = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`the process of the commands ended with ${code} in 'schemalog ${command.args.join(' ')}'`)
    })
    const [finished] = await Promise.race([once(child, 'message', { signal }), died])
    return finished
  } finally {
    ending.abort()
    // It ends with this process, and keeps it from ending only while a command runs.
    child.channel?.unref()
    child.unref()
  }
}

/** Runs one command to its end in a process of its own, as a person would. */
export async function schemalogProcess(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
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
