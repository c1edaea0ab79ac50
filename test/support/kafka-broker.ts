/** A broker for a test: in memory, on a free port, closed with the test, restarted on the same files if asked. */

import type { TestContext } from 'node:test'
import { pino } from 'pino'
import { allowAll } from '../../src/authorize.ts'
import { type Broker, type BrokerOptions, startBroker } from '../../src/broker/index.ts'
import { type FileSystem, type LogFolder, memoryFileSystem, openLogFolder } from '../../src/log/index.ts'
import { ApiVersions } from '../../src/protocol/index.ts'
import { createMetrics } from '../../src/telemetry/index.ts'
import { WireClient } from './kafka-wire.ts'

export interface TestBroker {
  readonly broker: Broker
  /** Cleans when it is told to. */
  readonly logFolder: LogFolder
  /** Lines of the process log, parsed. */
  readonly logLines: LogLine[]
  connect(): Promise<WireClient>
  /** Resolves when the broker has taken in whatever other connections have sent before. */
  caughtUp(): Promise<void>
  metrics(): Promise<string>
  close(): Promise<void>
  /** For a broker whose disk has died: ends its connections, and waits for nothing that the disk owes. */
  abandon(): Promise<void>
}

export interface LogLine {
  readonly level: number
  readonly msg: string
  readonly err?: { readonly message: string }
}

export type TestBrokerOptions = Partial<BrokerOptions> & {
  readonly fileSystem?: FileSystem
  readonly flush?: Parameters<typeof openLogFolder>[0]['flush']
}

export async function startTestBroker(t: TestContext, options: TestBrokerOptions = {}): Promise<TestBroker> {
  const { fileSystem = memoryFileSystem(), flush = { kind: 'always' }, ...brokerOptions } = options
  const logLines: LogLine[] = []
  const logger = pino({ base: null }, { write: (line: string) => void logLines.push(JSON.parse(line)) })
  const metrics = createMetrics()
  const logFolder = await openLogFolder({ path: '/log', fileSystem, flush, now: Date.now, logger })
  const broker = await startBroker({
    host: '127.0.0.1',
    port: 0,
    logFolder,
    now: Date.now,
    logger,
    metrics,
    authorize: allowAll,
    groupInitialDelayMs: 0,
    ...brokerOptions,
  })
  let isAbandoned = false
  const close = async () => {
    await broker.close()
    if (!isAbandoned) await logFolder.close()
  }
  t.after(close)
  return {
    broker,
    logFolder,
    logLines,
    connect: () => WireClient.connect(t, broker.address),
    async caughtUp() {
      // Loopback delivers as it sends, so what was sent before is read in the same turn as this request or earlier.
      const client = await WireClient.connect(t, broker.address)
      await client.request(ApiVersions, 0, { clientSoftwareName: '', clientSoftwareVersion: '' })
    },
    metrics: async () => (await metrics.print()).text,
    close,
    abandon() {
      isAbandoned = true
      return broker.close()
    },
  }
}
