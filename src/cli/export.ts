/** `schemalog export`: all that a registry holds, in a file that a person can read, or as a topic that another registry reads. */

import type { Command } from 'commander'
import { Option } from 'commander'
import { cliErrors } from './errors.ts'
import { brokersOption } from './kafka.ts'
import { writeLines, writeNewFile } from './new-file.ts'
import { printPieces, printValue } from './output.ts'
import { startProgress } from './progress.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import type { Entry } from './transfer/entry.ts'
import { header } from './transfer/export-format.ts'
import { exportEntries } from './transfer/export-run.ts'
import { RegistrySide } from './transfer/registry-side.ts'
import { recordOf } from './transfer/topic-records.ts'
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
  const { toTopic, force = false, json = false } = options
  if ((file === undefined) === (toTopic === undefined))
    throw cliErrors.wrongUse('An export goes into a file (- for standard output) or with --to-topic into a topic.')
  const door = new RegistryDoor({ ...options, retries })
  const counted = new Counted(exportEntries(new RegistrySide(door), progress()))
  if (toTopic !== undefined) {
    await produceRecords(options.brokers, toTopic, map(counted, recordOf))
    printValue({ topic: toTopic, ...counted.counts }, `Wrote ${counted} into '${toTopic}'.`, json)
    return
  }
  const lines =
    options.as === 'records' ? map(counted, (entry) => toLine(recordOf(entry))) : exportLines(counted, door.url)
  if (file === '-' || file === undefined) {
    await printPieces(lines)
    return
  }
  await writeNewFile(file, (path) => writeLines(path, lines), { replace: force })
  printValue({ file, ...counted.counts }, `Wrote ${counted} into ${file}.`, json)
}

async function* exportLines(entries: Counted, registry: string): AsyncGenerator<string> {
  yield toLine(header(registry, new Date()))
  for await (const entry of entries) yield toLine(entry)
  yield toLine({ kind: 'end', entries: entries.total })
}

function toLine(value: object): string {
  return `${JSON.stringify(value)}\n`
}

async function* map<Item, Result>(items: AsyncIterable<Item>, work: (item: Item) => Result): AsyncGenerator<Result> {
  for await (const item of items) yield work(item)
}

/** Entries, counted by kind as they go by. */
class Counted implements AsyncIterable<Entry> {
  readonly counts = { schemas: 0, configs: 0, modes: 0, contexts: 0 }
  readonly #entries: AsyncIterable<Entry>

  constructor(entries: AsyncIterable<Entry>) {
    this.#entries = entries
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry> {
    for await (const entry of this.#entries) {
      this.counts[`${entry.kind}s`] += 1
      yield entry
    }
  }

  toString(): string {
    const { schemas, configs, modes } = this.counts
    return `${schemas} versions, ${configs} configs and ${modes} modes`
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
