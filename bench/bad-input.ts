/** Hostile schemas over HTTP: how soon each is answered, how long the event loop stands still, who else is served. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { startSchemalog } from 'schemalog'
import { hostileSchemas } from './hostile-schemas.ts'

export async function benchBadInput(): Promise<void> {
  const server = await startServer()
  const write = (text: string) => process.stdout.write(`${text}\n`)
  write('\nHostile schemas: answers of registration and comparison, and the event loop meanwhile')
  await post(`${server.url}/subjects/small/versions`, { schema: '"int"' })
  for (const [index, { title, schemaType, versions }] of hostileSchemas.entries()) {
    const subject = `hostile-${index}`
    const [first, second] = versions.map((schema) => ({ schema, schemaType }))
    const registered = await watched(server, () => post(`${server.url}/subjects/${subject}/versions`, first))
    const compared = await watched(server, () =>
      post(`${server.url}/compatibility/subjects/${subject}/versions/latest?verbose=true`, second),
    )
    write(`  ${title.padEnd(44)} register ${registered}   compare ${compared}`)
  }
  write(`  ${'500 schemas that refer to each other'.padEnd(44)} ${await watched(server, () => chain(server.url, 500))}`)
  server.close()
}

interface Watched {
  url: string
  /** Longest times in which the event loop did nothing else, since the last question; in milliseconds. */
  longestDelay(): Promise<{ elapsed: number; processor: number }>
  close(): void
}

/** What a request brought, while another client goes on asking for something small. */
async function watched({ url, longestDelay }: Watched, ask: () => Promise<string>): Promise<string> {
  await longestDelay()
  let done = false
  let served = 0
  let slowest = 0
  const others = (async () => {
    while (!done) {
      const began = performance.now()
      await (await fetch(`${url}/subjects/small/versions/latest`)).text()
      slowest = Math.max(slowest, performance.now() - began)
      served++
    }
  })()
  const began = performance.now()
  const answer = await ask()
  const elapsed = performance.now() - began
  done = true
  await others
  const delay = await longestDelay()
  return `${answer.padEnd(9)} ${elapsed.toFixed(0).padStart(5)} ms, loop ${shown(delay)}, others ${served} (slowest ${slowest.toFixed(0)} ms)`
}

/** Processor time too: on a busy machine a thread that has little to do waits for its turn all the same. */
function shown({ elapsed, processor }: { elapsed: number; processor: number }): string {
  return `${elapsed.toFixed(0).padStart(3)} ms (${processor.toFixed(0)} ms of processor time)`
}

/** Each refers to the one before; the last is read with all of them. */
async function chain(url: string, length: number): Promise<string> {
  let answer = ''
  for (let index = 0; index < length; index++) {
    const before = `ns.R${index - 1}`
    const fields = index === 0 ? [] : [{ name: 'f', type: before }]
    answer = await post(`${url}/subjects/chain-${index}/versions`, {
      schema: JSON.stringify({ type: 'record', name: `R${index}`, namespace: 'ns', fields }),
      references: index === 0 ? [] : [{ name: before, subject: `chain-${index - 1}`, version: 1 }],
    })
  }
  return answer
}

/** @returns status and error code. */
async function post(url: string, body: object | undefined): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const answer = JSON.parse(await response.text())
  if (response.ok) return answer.is_compatible === false ? '200 no' : '200'
  return `${response.status}/${answer.error_code}`
}

async function startServer(): Promise<Watched> {
  const child = fork(fileURLToPath(import.meta.url), ['serve'])
  const [url] = await once(child, 'message')
  return {
    url,
    async longestDelay() {
      child.send('delay')
      const [delay] = await once(child, 'message')
      return delay
    },
    close: () => child.disconnect(),
  }
}

if (process.send && process.argv[2] === 'serve') {
  const schemalog = await startSchemalog()
  const delays = monitorEventLoopDelay({ resolution: 5 })
  delays.enable()
  let processor = 0
  let last = 0
  setInterval(() => {
    const { user, system } = process.threadCpuUsage()
    processor = Math.max(processor, (user + system - last) / 1000)
    last = user + system
  }, 2)
  process.on('message', () => {
    process.send?.({ elapsed: delays.max / 1e6, processor })
    delays.reset()
    processor = 0
  })
  process.on('disconnect', () => process.exit())
  process.send(schemalog.registryUrl)
}
