/** From the command to the ready line, in the process, and how much memory an idle server holds. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startSchemalog } from 'schemalog'
import { report, turnAbout } from './measure.ts'
import { residentMegabytes } from './served.ts'

const command = fileURLToPath(new URL('../bin/schemalog.js', import.meta.url))

export async function benchStart(rounds = 7): Promise<void> {
  const memory: number[] = []
  const series = await turnAbout(rounds, [
    { name: 'node -e 0 (the runtime alone)', unit: 'ms', run: () => timed(() => runNode(['-e', '0'])) },
    { name: 'schemalog serve, command to ready line', unit: 'ms', run: () => serveOnce(memory) },
    { name: 'startSchemalog() in this process, in memory', unit: 'ms', run: () => timed(startAndClose) },
  ])
  report('Start', series)
  report('Idle memory', [{ name: 'schemalog serve, resident', unit: 'MB', values: memory }])
}

async function serveOnce(memory: number[]): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'schemalog-bench-'))
  const began = performance.now()
  const args = [command, 'serve', '--http-port=0', '--kafka-port=0', `--data-dir=${dataDir}`, '--log-level=warn']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(createInterface(child.stdout), 'line')
  const elapsed = performance.now() - began
  memory.push(await residentMegabytes(child.pid ?? 0))
  child.kill('SIGTERM')
  await once(child, 'exit')
  await rm(dataDir, { recursive: true })
  return elapsed
}

async function startAndClose(): Promise<() => Promise<void>> {
  const schemalog = await startSchemalog()
  return () => schemalog.close()
}

async function runNode(args: readonly string[]): Promise<undefined> {
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit')
}

/** Milliseconds of `work`; what it returns is cleaned up outside the measured time. */
async function timed(work: () => Promise<(() => Promise<void>) | undefined>): Promise<number> {
  const began = performance.now()
  const cleanUp = await work()
  const elapsed = performance.now() - began
  await cleanUp?.()
  return elapsed
}
