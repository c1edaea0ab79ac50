/** `schemalog lock`: a file that says which schemas a project agreed upon, and whether it still holds. */

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { textReport } from './check/formats/text.ts'
import { check, failing } from './check/report.ts'
import { cliErrors } from './errors.ts'
import { LockBaseline } from './lock/lock-baseline.ts'
import { findLock, type Lock, lockFileName, printLock, readLock } from './lock/lock-file.ts'
import { lockOf } from './lock/project-lock.ts'
import { withRegistered } from './lock/registered.ts'
import { type LockDifference, verify } from './lock/verification.ts'
import { writeNewFile } from './new-file.ts'
import { note, print, printValue, toJson, withoutControls } from './output.ts'
import { type RegistryOptions, registryCommand } from './registry.ts'
import { RegistryDoor } from './registry-door.ts'
import { refuseEmpty, type SchemaProject } from './schema-project/schema-project.ts'
import { WorkingProject } from './schema-project/working-project.ts'

interface UpdateOptions extends RegistryOptions {
  ids?: boolean
  force?: boolean
}

export function lockCommand(): Command {
  const lock = new Command('lock').description(`Keep ${lockFileName}: the schemas that a project agreed upon.`)
  lock.addCommand(
    registryCommand('update', `Write ${lockFileName} anew, unless a schema breaks what it has.`)
      .argument('[folder]', 'folder of schemas with its schemalog.yaml', '.')
      .option(
        '--ids',
        'ask the registry for versions and ids; those of schemas that did not change are kept without it',
      )
      .option('--force', 'write it also where a schema breaks what is locked')
      .action((folder: string, options: UpdateOptions) => update(folder, options)),
    { isDefault: true },
  )
  lock.addCommand(
    new Command('verify')
      .description(`Say what changed without ${lockFileName} being updated; for a pipeline.`)
      .argument('[folder]', 'folder of schemas with its schemalog.yaml', '.')
      .option('--json', 'print JSON')
      .action((folder: string, options: { json?: boolean }) => verifyLock(folder, options)),
  )
  return lock
}

async function update(folder: string, options: UpdateOptions): Promise<void> {
  const working = new WorkingProject([folder], {})
  const path = join(working.root, lockFileName)
  const before = findLock(path)
  const project = usable(working, folder)
  await refuseBreaking(working, project, { before: before ?? new Map(), path, force: options.force ?? false })
  const known = lockOf(project.files, working.rules, before)
  const lock = options.ids ? await withRegistered(known, project.files, new RegistryDoor(options)) : known
  const text = printLock(lock)
  const isSame = before !== undefined && text === printLock(before)
  if (!isSame) await writeNewFile(path, (temporary) => writeFile(temporary, text), { replace: true })
  const counts = `${lock.size} ${lock.size === 1 ? 'subject' : 'subjects'}`
  const sentence = isSame ? `${path} is as it was: ${counts}.` : `${path} is written: ${counts}.`
  printValue({ file: path, subjects: lock.size, written: !isSame }, sentence, options.json ?? false)
}

/** @throws {CliError} where a file cannot be used: a lock that lacks it would say that it is gone. */
function usable(working: WorkingProject, folder: string): SchemaProject {
  const project = working.read()
  refuseEmpty(project, folder)
  const [first, ...more] = project.faults
  for (const { error } of more) note(error.message)
  if (first) throw first.error
  return project
}

async function refuseBreaking(
  working: WorkingProject,
  project: SchemaProject,
  { before, path, force }: { before: Lock; path: string; force: boolean },
): Promise<void> {
  const report = await check(working, project, new LockBaseline(working, path, before), {})
  const broken = failing(report, new Set())
  const isInvalid = broken.some(({ finding }) => !finding)
  if (broken.length === 0 || (force && !isInvalid)) return
  print(`${textReport({ ...report, problems: broken })}\n`)
  throw cliErrors.refused(
    isInvalid
      ? 'Nothing is written: what is locked has to be valid.'
      : `Nothing is written: this breaks what is locked. With --force it is locked all the same.`,
  )
}

async function verifyLock(folder: string, { json = false }: { json?: boolean }): Promise<void> {
  const working = new WorkingProject([folder], {})
  const path = join(working.root, lockFileName)
  const differences = await verify(readLock(path), usable(working, folder), working)
  if (json) print(toJson({ file: path, isUpToDate: differences.length === 0, differences }))
  else if (differences.length === 0) print(`${path} is up to date.`)
  else print(differences.map(differenceText).join('\n'))
  if (differences.length > 0)
    throw cliErrors.refused(`${path} is not up to date; 'schemalog lock update' writes it anew.`)
}

function differenceText({ subject, file, state, changes }: LockDifference): string {
  const what = { new: 'is not in the lock', gone: 'is in the lock and not in the folder', changed: 'changed' }[state]
  return [`'${subject}' (${file}) ${what}`, ...changes.map((change) => `  ${change}`)].map(withoutControls).join('\n')
}
