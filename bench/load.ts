/** The load generator: autocannon in a process of its own, so that it shares no event loop with what it measures. */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'

export interface Load {
  url: string
  connections: number
  /** Stops after so many seconds, or after so many requests. */
  seconds?: number
  amount?: number
  method?: 'GET' | 'POST'
  path: string
  /** `<n>` in the path and in the body is another number in each request, counting up from `firstNumber`. */
  body?: string
  firstNumber?: number
}

interface LoadResult {
  /** Requests answered with 2xx in a second. */
  perSecond: number
  answered: number
  failed: number
  /** Milliseconds. */
  p50: number
  p99: number
}

export interface LoadGenerator {
  run(load: Load): Promise<LoadResult>
  close(): void
}

export function startLoadGenerator(): LoadGenerator {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['generate'])
  return {
    async run(load) {
      child.send(load)
      const [result] = await once(child, 'message')
      if (result.failed > 0) throw new Error(`${result.failed} of ${result.answered} requests to ${load.path} failed`)
      return result
    },
    close: () => child.disconnect(),
  }
}

async function generate(load: Load): Promise<LoadResult> {
  const { url, connections, seconds, amount, method = 'GET', path, body = '' } = load
  let number = load.firstNumber ?? 0
  const numbered = `${path}${body}`.includes('<n>')
  const result = await autocannon({
    url,
    connections,
    ...(amount === undefined ? { duration: seconds ?? 1 } : { amount }),
    requests: [
      {
        method,
        path,
        headers: body === '' ? {} : { 'content-type': 'application/vnd.schemaregistry.v1+json' },
        ...(body !== '' && { body }),
        ...(numbered && {
          setupRequest: (request) => {
            const own = String(number++)
            return { ...request, path: path.replaceAll('<n>', own), body: body.replaceAll('<n>', own) }
          },
        }),
      },
    ],
  })
  const answered = result['2xx']
  return {
    perSecond: answered / result.duration,
    answered,
    failed: result.non2xx + result.errors + result.timeouts,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}

if (process.send && process.argv[2] === 'generate')
  process.on('message', async (load: Load) => process.send?.(await generate(load)))
