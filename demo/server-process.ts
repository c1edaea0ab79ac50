/** The server that the demo runs against: one of its own, which it may kill, or one that somebody named. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../bin/schemalog.js', import.meta.url))

export interface Server {
  registryUrl: string
  brokers: string[]
  /** Ends the process with SIGKILL and starts it again on the same folder and ports; absent for a server of others. */
  killAndRestart?(): Promise<{ milliseconds: number }>
  close(): Promise<void>
}

export function namedServer(registryUrl: string, brokers: string): Server {
  return { registryUrl, brokers: brokers.split(','), close: async () => {} }
}

export async function startServer(): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'schemalog-demo-'))
  let running = await serve(dataDir, '0', '0')
  const { registryUrl, brokers } = running
  return {
    registryUrl,
    brokers: [brokers],
    async killAndRestart() {
      running.child.kill('SIGKILL')
      await once(running.child, 'exit')
      const began = performance.now()
      running = await serve(dataDir, portOf(registryUrl), portOf(`kafka://${brokers}`))
      return { milliseconds: Math.round(performance.now() - began) }
    },
    async close() {
      running.child.kill('SIGTERM')
      await once(running.child, 'exit')
      await rm(dataDir, { recursive: true })
    },
  }
}

async function serve(
  dataDir: string,
  httpPort: string,
  kafkaPort: string,
): Promise<{ child: ChildProcess; registryUrl: string; brokers: string }> {
  const args = [
    'serve',
    '--data-dir',
    dataDir,
    '--http-port',
    httpPort,
    '--kafka-port',
    kafkaPort,
    '--log-level',
    'warn',
  ]
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  process.once('exit', () => child.kill('SIGKILL'))
  const [line] = await once(createInterface(child.stdout), 'line')
  const match = /^schemalog ready (\S+) kafka:\/\/(\S+)$/.exec(line)
  if (!match?.[1] || !match[2]) throw new Error(`the server did not start: ${line}`)
  return { child, registryUrl: match[1], brokers: match[2] }
}

function portOf(url: string): string {
  return new URL(url).port
}
