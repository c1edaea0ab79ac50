/** `schemalog serve`: registry and broker until a signal ends them. */

import { Command, Option } from 'commander'
import { describeSettings, readSettings, settings } from '../settings/index.ts'
import { createLogger, createMetrics } from '../telemetry/index.ts'
import { print } from './output.ts'

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Serve the registry and the broker until SIGTERM or SIGINT.')
    .option('--json', 'print the ready line as JSON')
  for (const { flag, variable, expected, doc, default: printed } of describeSettings(settings)) {
    const shown = printed === '' ? '' : ` (default: ${printed})`
    command.addOption(new Option(`${flag} <value>`, `${doc} ${variable}: ${expected}${shown}`))
  }
  return command.action((options: Record<string, string | true | undefined>) => serve(options))
}

async function serve(options: Record<string, string | true | undefined>): Promise<void> {
  const flags = Object.fromEntries(
    Object.entries(options).flatMap(([key, value]) => (typeof value === 'string' ? [[toFlag(key), value]] : [])),
  )
  const values = readSettings(settings, process.env, flags)
  const logger = createLogger({ level: values.logLevel })

  boundHeap()
  const { startSchemalog } = await import('../server.ts')
  const schemalog = await startSchemalog({ ...values, logger, metrics: createMetrics({ process: true }) })
  const ending = firstSignal()
  const { registryUrl, brokers } = schemalog
  print(
    options['json'] ? JSON.stringify({ registryUrl, brokers }) : `schemalog ready ${registryUrl} kafka://${brokers[0]}`,
  )

  logger.info({ signal: await ending }, 'draining')
  await schemalog.close()
  logger.info('stopped')
}

/**
 * V8's space for new objects grows to 128 MB under load and is not given back, and that for old ones to four times what
 * lives in it. Here the first stays as large as it is before the server is loaded, and the second at a third more than what
 * lives: 235 MB instead of 460 after 100,000 schemas were read all around, for 5 to 14% more processor time where every
 * request brings another candidate. Its middle compiler works in two threads, and what inlining takes there stays with their
 * allocators: without it 15 MB less are resident after some thousand registrations, for 3% more processor time while the
 * server warms up; what is hot is compiled by the last one, with inlining. Only a process of our own may be told so.
 */
function boundHeap(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=30')
  setFlagsFromString('--no-maglev-inlining')
}

/** A second signal while draining ends the process at once, as people expect of Ctrl-C twice. */
function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    let seen = false
    const onSignal = (signal: string) => {
      if (seen) process.exit(1)
      seen = true
      resolve(signal)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

function toFlag(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
