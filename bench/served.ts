/** A whole Schemalog as people run it: the command, in a process of its own, on a data folder that is gone afterwards. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../bin/schemalog.js', import.meta.url))

export interface Served {
  url: string
  pid: number
  close(): Promise<void>
}

export async function serve(...args: string[]): Promise<Served> {
  const dataDir = await mkdtemp(join(tmpdir(), 'schemalog-bench-'))
  const own = ['serve', '--http-port=0', '--kafka-port=0', `--data-dir=${dataDir}`, '--log-level=warn', ...args]
  const child = spawn(process.execPath, [command, ...own], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout), 'line')
  const url = /http:\S+/.exec(String(line))?.[0] ?? ''
  return {
    url,
    pid: child.pid ?? 0,
    async close() {
      child.kill('SIGTERM')
      await once(child, 'exit')
      await rm(dataDir, { recursive: true })
    },
  }
}

export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** Time on a processor so far, of all threads, in microseconds; it does not depend on who else uses the machine. */
export async function processorTime(pid: number): Promise<number> {
  const [, fields = ''] = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')
  const [user, system] = fields.split(' ').slice(11, 13).map(Number)
  const ticksPerSecond = 100
  return (((user ?? 0) + (system ?? 0)) / ticksPerSecond) * 1e6
}
