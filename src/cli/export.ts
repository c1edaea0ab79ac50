/** `schemalog export`: all that a registry holds, in a file that a person can read, or as a topic that another registry reads. */

import type { Command } from 'commander'
import { Option } from 'commander'
import { cliErrors } from './errors.ts'
import { brokersOption } from './kafka.ts'
import { writeLines, writeNewFile } from './new-file.ts'
import { note, printPieces, printValue } from './output.ts'
import { startProgress } from './progress.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import type { Entry } from './transfer/entry.ts'
import { exportLines, recordLines, recordsOf } from './transfer/export-lines.ts'
import { exportEntries } from './transfer/export-run.ts'
import { withRegistry } from './transfer/open-source.ts'
import type { RegistrySide } from './transfer/registry-side.ts'
import { produceRecords } from './transfer/topic-writer.ts'

interface Options extends RegistryOptions {
  as: 'lines' | 'records'
  toTopic?: string
  brokers: string
  force?: boolean
}

const retries = 6

export function exportCommand(): Command {
  return registryCommand('export', 'Write all that a registry holds into a file or a topic.')
    .argument('[file]', 'where to; - for standard output')
    .addOption(
      new Option('--as <form>', 'lines: ours, for import and for people; records: those of a _schemas topic')
        .choices(['lines', 'records'])
        .default('lines'),
    )
    .option('--to-topic <topic>', 'produce the records into a topic of --brokers, for a registry that starts on it')
    .option('--force', 'write over a file that is there')
    .addOption(brokersOption())
    .action((file: string | undefined, options: Options) => runExport(file, options))
}

async function runExport(file: string | undefined, options: Options): Promise<void> {
  const { toTopic } = options
  if ((file === undefined) === (toTopic === undefined))
    throw cliErrors.wrongUse('An export goes into a file (- for standard output) or with --to-topic into a topic.')
  await withRegistry(new RegistryDoor({ ...options, retries }), (source) => exportFrom(source, file, options))
}

async function exportFrom(source: RegistrySide, file: string | undefined, options: Options): Promise<void> {
  const { toTopic, force = false, json = false } = options
  const bars = progress()
  const inventory = await source.inventory(bars.add)
  for (const { subject, version } of inventory.unreadable)
    note(`'${subject}' version ${version} is left out: the registry lists it and does not give its schema.`)
  const counted = new Counted(exportEntries(inventory, source, bars))
  if (toTopic !== undefined) {
    await produceRecords(options.brokers, toTopic, recordsOf(counted))
    printValue({ topic: toTopic, ...counted.counts }, `Wrote ${counted} into '${toTopic}'.`, json)
    return
  }
  const lines = options.as === 'records' ? recordLines(counted) : exportLines(counted, source.name, inventory.exact)
  if (file === '-' || file === undefined) {
    await printPieces(lines)
    return
  }
  await writeNewFile(file, (path) => writeLines(path, lines), { replace: force })
  printValue({ file, ...counted.counts }, `Wrote ${counted} into ${file}.`, json)
}

/** Entries, counted by kind as they go by. */
class Counted implements AsyncIterable<Entry> {
  readonly counts = { schemas: 0, configs: 0, modes: 0, contexts: 0, associations: 0 }
  readonly #entries: AsyncIterable<Entry>

  constructor(entries: AsyncIterable<Entry>) {
    this.#entries = entries
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry> {
    for await (const entry of this.#entries) {
      this.counts[`${entry.kind}s`] += 1
      yield entry
    }
  }

  toString(): string {
    const { schemas, configs, modes, associations } = this.counts
    return `${schemas} versions, ${configs} configs, ${modes} modes and ${associations} associations`
  }
}

/** A bar for each phase, where somebody looks at it. */
function progress() {
  let bar = startProgress('versions')
  return {
    phase(unit: string, total?: number) {
      bar.stop()
      bar = startProgress(unit, total)
    },
    add: (count: number) => bar.add(count),
  }
}
