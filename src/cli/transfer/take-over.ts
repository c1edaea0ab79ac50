/**
 * Takes all that a source holds into a registry, keeping ids, versions and what is soft-deleted.
 *
 * There is no file that remembers how far it came: what is to be done is the difference between the two sides, so a run
 * that was killed is gone on with by running again.
 */

import { requestsAtOnce } from '../bounded.ts'
import { messageOf } from '../registry-door.ts'
import { subjectPath } from '../registry-path.ts'
import { writeAssociations } from './associations.ts'
import { compare } from './compare.ts'
import { coveredScopes, type Difference, isSameConfig, modeOf } from './compare-scopes.ts'
import { ImportMode } from './import-mode.ts'
import { type HeldVersion, type Inventory, type Source, sorted, versionKey } from './inventory.ts'
import { inOrder, Schedule } from './order.ts'
import { keepPlaces, removePlaceholders } from './placeholders.ts'
import type { RegistrySide } from './registry-side.ts'
import type { TakeOverReport } from './report.ts'
import { scope } from './scopes.ts'

export interface TakeOverOptions {
  source: Source
  target: RegistrySide
  /** Whether the modes of the source are taken over; otherwise the target's stay. */
  modes: boolean
  /** Only says what would be done. */
  dryRun: boolean
  progress: TakeOverProgress
  signal: AbortSignal
}

export interface TakeOverProgress {
  /** A phase begins: what it counts, and how many where that is known. */
  phase(unit: string, total?: number): void
  add(count: number): void
}

interface Plan {
  register: HeldVersion[]
  softDelete: HeldVersion[]
}

export async function takeOver(options: TakeOverOptions): Promise<TakeOverReport> {
  const { source, target, progress, signal } = options
  progress.phase('versions of the source')
  const from = await source.inventory(progress.add)
  progress.phase('versions of the target')
  const to = await target.inventory(progress.add)
  signal.throwIfAborted()

  const before = await compare({ source, inventory: from }, { source: target, inventory: to }, options)
  const plan = planOf(from, to)
  const conflicts = before.differences.filter((one) => isConflict(one, from))
  const report: TakeOverReport = {
    versions: from.versions.size,
    registered: plan.register.length,
    softDeleted: plan.softDelete.length,
    configs: before.differences.filter(({ kind }) => kind === 'config').length,
    modes: before.differences.filter(({ kind }) => kind === 'mode').length,
    associations: before.differences.filter(({ kind }) => kind === 'association').length,
    refused: circularReferences(plan.register),
    comparison: { ...before, differences: conflicts },
    conflict: conflicts.length > 0,
  }
  if (report.conflict || report.refused.length > 0 || options.dryRun) return report

  await write(options, { from, to, plan, report })
  for (const one of from.unreadable)
    report.refused.push({ ...one, reason: 'the source lists it and does not give its schema' })
  progress.phase('versions, checked on both sides')
  const [fromNow, toNow] = [await source.inventory(progress.add), await target.inventory(progress.add)]
  report.comparison = await compare({ source, inventory: fromNow }, { source: target, inventory: toNow }, options)
  return report
}

/** What is missing is written, and what is deleted in the source alone is deleted; everything else cannot be mended. */
function isConflict({ kind, subject, version, source, target }: Difference, from: Inventory): boolean {
  if (kind === 'missing' || kind === 'config' || kind === 'mode' || kind === 'context') return false
  if (kind === 'association') return target !== null
  if (kind !== 'deleted') return true
  return source !== true || subject === null || !from.versions.has(versionKey({ subject, version: version ?? 0 }))
}

function planOf(from: Inventory, to: Inventory): Plan {
  const versions = sorted(from.versions.values())
  return {
    register: versions.filter((held) => !to.versions.has(versionKey(held))),
    softDelete: versions.filter((held) => held.deleted && !to.versions.get(versionKey(held))?.deleted),
  }
}

function circularReferences(versions: readonly HeldVersion[]): TakeOverReport['refused'] {
  const reason = 'it refers to itself, directly or through others'
  return inOrder(versions).circular.map(({ subject, version }) => ({ subject, version, reason }))
}

interface Work {
  from: Inventory
  to: Inventory
  plan: Plan
  report: TakeOverReport
}

async function write(options: TakeOverOptions, work: Work): Promise<void> {
  const { target, progress, signal } = options
  const { from, to, plan, report } = work
  const modes = new ImportMode(target.door, to)
  try {
    await removePlaceholders(target.door, modes, from, to)
    if (plan.register.length > 0 || plan.softDelete.length > 0) {
      const subjects = new Set([...plan.register, ...plan.softDelete].map(({ subject }) => subject))
      await clearAliases(options, to, subjects)
      await modes.enter(subjects)
      progress.phase('versions written', plan.register.length)
      await registerAll(options, plan.register, report)
      signal.throwIfAborted()
      progress.phase('versions soft-deleted', plan.softDelete.length)
      await softDeleteAll(options, plan.softDelete, report)
    }
    signal.throwIfAborted()
    await keepPlaces(target.door, modes, from, to)
    await writeAssociations(target.door, modes, from, to, report)
    await writeConfigs(options, modes, from, to)
  } finally {
    // Also when it is interrupted: a target must not stay open for any id.
    await modes.leave()
  }
  if (options.modes) await writeModes(modes, from, to)
}

/** The alias of a subject would send its versions elsewhere; the configs are written when all versions are there. */
async function clearAliases({ target }: TakeOverOptions, to: Inventory, subjects: ReadonlySet<string>): Promise<void> {
  for (const subject of subjects) {
    if (to.configs.get(subject)?.['alias'] === undefined) continue
    await target.door.ask('PUT', scope('config', subject), { body: { alias: null } })
    to.configs.set(subject, { ...to.configs.get(subject), alias: undefined })
  }
}

async function registerAll(
  { source, target, progress, signal }: TakeOverOptions,
  versions: readonly HeldVersion[],
  report: TakeOverReport,
): Promise<void> {
  report.registered = 0
  const refuse = ({ subject, version }: HeldVersion, reason: string) => {
    report.refused.push({ subject, version, reason })
  }
  const registerOne = async (held: HeldVersion): Promise<boolean> => {
    const entry = await source.load(held)
    if (!entry) return false
    const { subject, kind: _, guid: _guid, deleted: _deleted, ...request } = entry
    const answer = await target.door.send('POST', subjectPath(subject, 'versions'), { body: request })
    progress.add(1)
    if (answer.status >= 300) refuse(held, messageOf(answer))
    else report.registered += 1
    return answer.status < 300
  }
  const rest = await runSchedule(new Schedule(versions), registerOne, signal)
  // What is left waits for what was refused, or for a circle of numbers; the second goes on without the first.
  const open = rest.filter(
    (held) => !report.refused.some(({ subject, version }) => subject === held.subject && version === held.version),
  )
  if (report.refused.length === 0) await runSchedule(new Schedule(open, { ascending: false }), registerOne, signal)
  else for (const held of open) refuse(held, 'it needs a version that was refused')
}

/** Works through a schedule, some at a time; what is left when nothing more can be begun. */
async function runSchedule(
  schedule: Schedule,
  work: (held: HeldVersion) => Promise<boolean>,
  signal: AbortSignal,
): Promise<HeldVersion[]> {
  const running = new Set<Promise<void>>()
  const begin = (held: HeldVersion) => {
    const task: Promise<void> = work(held)
      .then((done) => {
        if (done) schedule.done(held)
      })
      .finally(() => running.delete(task))
    running.add(task)
  }
  try {
    for (;;) {
      while (running.size < requestsAtOnce && !signal.aborted) {
        const next = schedule.take()
        if (!next) break
        begin(next)
      }
      if (running.size === 0) return schedule.waiting()
      await Promise.race(running)
    }
  } finally {
    await Promise.allSettled(running)
  }
}

/** Referrers before what they refer to, and one after the other: what is referred to cannot go first. */
async function softDeleteAll(
  { target, progress, signal }: TakeOverOptions,
  versions: readonly HeldVersion[],
  report: TakeOverReport,
): Promise<void> {
  report.softDeleted = 0
  for (const held of [...inOrder(versions).order].reverse()) {
    if (signal.aborted) return
    const answer = await target.door.send('DELETE', subjectPath(held.subject, 'versions', held.version))
    progress.add(1)
    if (answer.status < 300) report.softDeleted += 1
    // 404: it is gone or deleted already, which the check at the end looks at.
    else if (answer.status !== 404)
      report.refused.push({ subject: held.subject, version: held.version, reason: messageOf(answer) })
  }
}

async function writeConfigs(
  { target }: TakeOverOptions,
  modes: ImportMode,
  from: Inventory,
  to: Inventory,
): Promise<void> {
  for (const subject of coveredScopes(from)) {
    const [wanted, there] = [from.configs.get(subject), to.configs.get(subject)]
    if (isSameConfig(from, to, subject)) continue
    await modes.open(subject)
    if (wanted) await target.door.ask('PUT', scope('config', subject), { body: patchTo(wanted, there ?? {}) })
    else await target.door.ask('DELETE', scope('config', subject))
  }
}

/** What is read as `compatibilityLevel` is written as `compatibility`; fields that only the target has are cleared. */
function patchTo(wanted: Readonly<Record<string, unknown>>, there: Readonly<Record<string, unknown>>): object {
  const cleared = Object.keys(there)
    .filter((name) => wanted[name] === undefined)
    .map((name) => [name, null])
  const { compatibilityLevel, ...fields } = { ...Object.fromEntries(cleared), ...wanted }
  return { ...fields, ...(compatibilityLevel !== undefined && { compatibility: compatibilityLevel }) }
}

/** After {@link ImportMode.leave}, when `to` holds the modes that are there now. */
async function writeModes(modes: ImportMode, from: Inventory, to: Inventory): Promise<void> {
  for (const subject of coveredScopes(from)) {
    const [wanted, there] = [modeOf(from, to, subject), modeOf(to, from, subject)]
    if (wanted !== there) await modes.put(subject, wanted)
  }
}
