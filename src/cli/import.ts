/** `schemalog import`: takes over another registry, from where it runs, from a file, or from its topic. */

import type { Command } from 'commander'
import { cliErrors } from './errors.ts'
import { interruption } from './interruption.ts'
import { brokersOption } from './kafka.ts'
import { print, toJson } from './output.ts'
import { startProgress } from './progress.ts'
import { type RegistryOptions, registryCommand, toUrl, toUser } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { describeDifference } from './transfer/compare.ts'
import type { Source } from './transfer/inventory.ts'
import { withFile, withRegistry, withTopic } from './transfer/open-source.ts'
import type { TakeOverReport } from './transfer/report.ts'
import { type TakeOverProgress, takeOver } from './transfer/take-over.ts'

interface Options extends RegistryOptions {
  from?: string
  fromUser?: string
  fromToken?: string
  fromFile?: string
  fromTopic?: string
  brokers: string
  modes: boolean
  dryRun?: boolean
}

/** A moment's trouble must not end the work of an hour. */
const retries = 6

export function importCommand(): Command {
  return registryCommand('import', 'Take over all that another registry holds, with its ids; run again to go on.')
    .option('--from <url>', 'a running registry', (text) => toUrl('--from', text))
    .option('--from-user <name:password>', 'sign in there by name and password', toUser)
    .option('--from-token <token>', 'sign in there by a bearer token')
    .option('--from-file <file>', 'a file of schemalog export, or records of a _schemas topic as JSON lines')
    .option('--from-topic <topic>', 'the topic of a Confluent or Karapace registry, read from --brokers')
    .option('--no-modes', 'leave the modes of the target as they are')
    .option('--dry-run', 'only say what would be done')
    .addOption(brokersOption())
    .action(runImport)
}

async function runImport(options: Options): Promise<void> {
  const signal = interruption()
  const progress = phases()
  try {
    const report = await withRegistry(new RegistryDoor({ ...options, retries }), (target) =>
      withSource(options, signal, (source) =>
        takeOver({ source, target, modes: options.modes, dryRun: options.dryRun ?? false, progress, signal }),
      ),
    )
    progress.stop()
    print(options.json ? toJson({ ...report, same: isSame(report) }) : describe(report, options))
    if (!isSame(report) && !options.dryRun) throw unfinished(report)
    if (report.conflict || report.refused.length > 0) throw unfinished(report)
  } catch (error) {
    if (signal.aborted && error === signal.reason)
      throw cliErrors.failed('Interrupted; the same command goes on from here.').because(error)
    throw error
  } finally {
    progress.stop()
  }
}

async function withSource<Result>(
  options: Options,
  signal: AbortSignal,
  work: (source: Source) => Promise<Result>,
): Promise<Result> {
  const { from, fromFile, fromTopic, brokers } = options
  if ([from, fromFile, fromTopic].filter((one) => one !== undefined).length !== 1)
    throw cliErrors.wrongUse('One of --from, --from-file and --from-topic says where to import from.')
  if (fromFile !== undefined) return withFile(fromFile, work)
  if (fromTopic !== undefined) return withTopic({ topic: fromTopic, brokers, signal }, work)
  const door = new RegistryDoor({
    registry: from ?? '',
    retries,
    ...(options.fromUser !== undefined && { user: options.fromUser }),
    ...(options.fromToken !== undefined && { token: options.fromToken }),
  })
  if (door.url === new RegistryDoor(options).url)
    throw cliErrors.wrongUse('--from and --registry are the same registry.')
  return withRegistry(door, work)
}

function isSame({ refused, conflict, comparison }: TakeOverReport): boolean {
  return refused.length === 0 && !conflict && comparison.differences.length === 0
}

function unfinished({ conflict, refused, comparison }: TakeOverReport): Error {
  const differences = `${comparison.differences.length} ${comparison.differences.length === 1 ? 'difference' : 'differences'}`
  if (conflict) return cliErrors.refused(`Nothing is written: the target holds other things, ${differences} in all.`)
  if (refused.length > 0) return cliErrors.refused(`${refused.length} refused, ${differences} stay.`)
  return cliErrors.refused(`${differences} stay.`)
}

/** How many lines of differences a person is shown; `--json` has all. */
const shownLines = 50

function describe(report: TakeOverReport, { dryRun = false, modes }: Options): string {
  const { versions, registered, softDeleted, configs, associations, comparison, refused } = report
  const { reformatted, onlyInTarget, differences } = comparison
  const would = dryRun || report.conflict ? 'to be ' : ''
  const lines = [
    `${versions} versions: ${registered} ${would}registered, ${versions - registered} were there; ${softDeleted} ${would}soft-deleted.`,
    `${configs} configs${modes ? ` and ${report.modes} modes` : ''} ${would}set, ${associations} associations ${would}made.`,
    ...(reformatted > 0
      ? [`${reformatted} texts are the same in the target's own spelling, with guids of their own.`]
      : []),
    ...(onlyInTarget > 0 ? [`${onlyInTarget} subjects are only in the target.`] : []),
    ...refused.map(({ subject, version, reason }) =>
      version === undefined
        ? `refused: '${subject}': ${reason}`
        : `refused: '${subject}' version ${version}: ${reason}`,
    ),
    ...differences.slice(0, shownLines).map(describeDifference),
    ...(differences.length > shownLines ? [`… and ${differences.length - shownLines} more; --json shows all.`] : []),
  ]
  if (isSame(report) && !dryRun) lines.push('Both sides were read and are the same.')
  return lines.join('\n')
}

/** A bar for each phase, where somebody looks at it. */
function phases(): TakeOverProgress & { stop(): void } {
  let bar = startProgress('')
  return {
    phase(unit, total) {
      bar.stop()
      bar = startProgress(unit, total)
    },
    add: (count) => bar.add(count),
    stop: () => void bar.stop(),
  }
}
