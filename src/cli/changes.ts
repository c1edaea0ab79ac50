/** `schemalog changes`: every write of a Schemalog, with who, when, from where; and whether the log is what was written. */

import { Command } from 'commander'
import { toCount } from './arguments.ts'
import { cliErrors } from './errors.ts'
import { interruption } from './interruption.ts'
import { print, printValue, toJson, withoutControls } from './output.ts'
import { askOwn } from './own-routes.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { query } from './registry-path.ts'
import { type Column, printRows } from './table.ts'

interface FilterOptions extends RegistryOptions {
  after?: number
  subject?: string
  context?: string
  operation?: string
}

/** The fields that are shown; `--json` has all. */
interface ChangeAnswer {
  sequence: number
  time: number
  actor: string
  operation: string
  subject: string
  version?: number
  provenance?: { author?: string; commit?: string; pullRequest?: string; run?: string }
}

interface PageAnswer {
  changes: ChangeAnswer[]
  next: number
}

interface VerificationAnswer {
  intact: boolean
  through: number
  hash: string
  complete: boolean
  fault?: { sequence: number; kind: string; message: string }
}

/** The longest wait that the server grants; a request may take a little longer than that. */
const waitMs = 25_000
const timeoutMs = 60_000
const retries = 6

export function changesCommand(): Command {
  const changes = new Command('changes').description('List, follow and verify the changes of a Schemalog.')
  changes.addCommand(
    withFilter(registryCommand('list', 'List changes in their order.'))
      .option('--limit <count>', 'show so many at most', toCount(1), 100)
      .action((options: FilterOptions & { limit: number }) => list(options)),
    { isDefault: true },
  )
  changes.addCommand(
    withFilter(registryCommand('follow', 'Print changes as they are written, until Ctrl-C.', 'one JSON object a line'))
      .option('--max <count>', 'stop after so many changes', toCount(1))
      .action((options: FilterOptions & { max?: number }) => follow(options)),
  )
  changes.addCommand(
    registryCommand('verify', 'Check the hashes of all changes; find the first that was altered, removed or put in.')
      .option('--after <sequence>', 'only what follows this change', toCount(0), 0)
      .option('--hash <hash>', 'hash that this change had at an earlier check')
      .action((options: RegistryOptions & { after: number; hash?: string }) => verify(options)),
  )
  return changes
}

function withFilter(command: Command): Command {
  return command
    .option('--after <sequence>', 'only what follows this change', toCount(0))
    .option('--subject <name>', 'only changes of this subject')
    .option('--context <name>', 'only changes in this context')
    .option('--operation <name>', 'only this operation, for instance register or softDelete')
}

async function list(options: FilterOptions & { limit: number }): Promise<void> {
  const door = new RegistryDoor(options)
  const changes: ChangeAnswer[] = []
  // An answer may hold fewer than were asked for where they are large.
  for (let after = options.after ?? 0; changes.length < options.limit; ) {
    const page = await readPage(door, options, { after, limit: options.limit - changes.length })
    changes.push(...page.changes)
    if (page.next === after) break
    after = page.next
  }
  printRows(changes, columns, options.json ?? false)
}

async function follow(options: FilterOptions & { max?: number }): Promise<void> {
  const { json = false, max = Number.POSITIVE_INFINITY } = options
  const signal = interruption({ quiet: true })
  const door = new RegistryDoor({ ...options, timeoutMs, retries, signal })
  let after = options.after ?? (await headOf(door))
  try {
    for (let count = 0; count < max && !signal.aborted; ) {
      const page = await readPage(door, options, { after, waitMs })
      for (const change of page.changes.slice(0, max - count)) print(json ? JSON.stringify(change) : lineOf(change))
      count += page.changes.length
      after = page.next
    }
  } catch (error) {
    // Ctrl-C is how this ends.
    if (!signal.aborted) throw error
  }
}

async function headOf(door: RegistryDoor): Promise<number> {
  return ((await askOwn(door, '/schemalog/v1/changes/head')) as { sequence: number }).sequence
}

async function verify(options: RegistryOptions & { after: number; hash?: string }): Promise<void> {
  const door = new RegistryDoor({ ...options, timeoutMs, retries })
  let { after, hash } = options
  for (;;) {
    const path = `/schemalog/v1/changes/verification${query({ after, hash })}`
    const answer = (await askOwn(door, path)) as VerificationAnswer
    if (!answer.intact) {
      if (options.json) print(toJson(answer))
      throw cliErrors.refused(answer.fault?.message ?? 'The change log is not what was written.')
    }
    ;({ through: after, hash } = answer)
    if (!answer.complete) continue
    const text = `${after} changes are what was written. Keep this elsewhere for the next check: --after ${after} --hash ${hash}`
    printValue(answer, text, options.json ?? false)
    return
  }
}

async function readPage(
  door: RegistryDoor,
  { subject, context, operation }: FilterOptions,
  page: { after: number; limit?: number; waitMs?: number },
): Promise<PageAnswer> {
  return (await askOwn(door, `/schemalog/v1/changes${query({ subject, context, operation, ...page })}`)) as PageAnswer
}

const columns: readonly Column<ChangeAnswer>[] = [
  { heading: 'SEQUENCE', cell: (row) => row.sequence },
  { heading: 'TIME', cell: (row) => new Date(row.time).toISOString() },
  { heading: 'OPERATION', cell: (row) => row.operation },
  { heading: 'SUBJECT', cell: (row) => row.subject },
  { heading: 'VERSION', cell: (row) => row.version ?? '' },
  { heading: 'BY', cell: (row) => row.provenance?.author ?? row.actor },
  { heading: 'COMMIT', cell: (row) => row.provenance?.commit?.slice(0, 12) ?? '' },
]

function lineOf(change: ChangeAnswer): string {
  return withoutControls(columns.map(({ cell }) => String(cell(change))).join('\t')).trimEnd()
}
