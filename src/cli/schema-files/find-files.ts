/** Which schema files are meant by what was typed: files, folders and globs. */

import { globSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { schemaTypeOf, unreadable } from '../arguments.ts'
import { cliErrors } from '../errors.ts'
import { type OnFault, refuse } from './fault.ts'

export interface FoundFile {
  /** As it is printed, and opened. */
  readonly path: string
  /** The path as seen from the folder that was given, with `/`; for a file that was named itself just its path. */
  readonly name: string
  /** Found in a folder, where files of other kinds may lie beside schemas. */
  readonly inFolder: boolean
}

/** More schema files than any repository has; a folder such as `/` is a mistake. */
const maxFiles = 10_000

/**
 * @param onFault - is told of links that lead out of their folder; by default the first one ends the search.
 * @throws {CliError} where something is not there, or nothing at all is found.
 */
export function findFiles(inputs: readonly string[], onFault: OnFault = refuse): FoundFile[] {
  const found = new Map<string, FoundFile>()
  for (const input of inputs)
    for (const file of filesOf(input, onFault)) {
      found.set(file.path, file)
      if (found.size > maxFiles) throw cliErrors.wrongUse(`There are more than ${maxFiles} schema files in ${input}.`)
    }
  if (found.size === 0)
    throw cliErrors.wrongUse(`There is no schema file (.avsc, .json, .proto) in ${inputs.join(', ')}.`)
  return [...found.values()]
}

function filesOf(input: string, onFault: OnFault): FoundFile[] {
  const stats = statSync(input, { throwIfNoEntry: false })
  if (stats?.isDirectory()) return filesIn(input, onFault)
  if (stats === undefined && /[*?[{]/.test(input)) {
    const matches = globSync(input).sort()
    if (matches.length === 0) throw cliErrors.wrongUse(`Nothing matches ${input}.`)
    return matches.flatMap((path) => (statSync(path).isDirectory() ? [] : [named(path)]))
  }
  return [named(input)]
}

function named(path: string): FoundFile {
  return { path, name: path.split(sep).join('/'), inFolder: false }
}

/** Whether a path inside of a folder is one that {@link filesIn} finds. */
export function isSchemaPath(path: string): boolean {
  return schemaTypeOf(path) !== undefined && !path.split('/').some(isPassedOver)
}

function isPassedOver(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules'
}

/** Schema files in a folder and the folders in it, sorted; what begins with a dot and node_modules are passed over. */
export function filesIn(folder: string, onFault: OnFault): FoundFile[] {
  const root = realpathSync(folder)
  const files: FoundFile[] = []
  const seen = new Set<string>()
  const visit = (path: string) => {
    const real = realpathSync(path)
    // A link may lead back to where it came from.
    if (seen.has(real)) return
    seen.add(real)
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isPassedOver(entry.name)) continue
      const child = join(path, entry.name)
      const stats = entry.isSymbolicLink() ? followed(child, root, onFault) : entry
      if (!stats) continue
      if (stats.isDirectory()) visit(child)
      else if (schemaTypeOf(child))
        files.push({ path: child, name: relative(folder, child).split(sep).join('/'), inFolder: true })
      if (files.length > maxFiles) return
    }
  }
  try {
    visit(folder)
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? unreadable(folder, error) : error
  }
  return files
}

/** What is registered should be what lies in the folder, not a file of somebody else's choice. */
function followed(link: string, root: string, onFault: OnFault): Stats | undefined {
  const target = realTarget(link)
  if (target !== undefined && (target === root || target.startsWith(root + sep))) return statSync(link)
  // A link to something else than a schema is none of our business.
  if (schemaTypeOf(link) || (target !== undefined && statSync(target).isDirectory()))
    onFault(link, cliErrors.linkLeadsOut(link, target ?? readlinkSync(link)))
  return undefined
}

/** @returns `undefined` for a link that leads nowhere. */
function realTarget(link: string): string | undefined {
  try {
    return realpathSync(link)
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return undefined
    throw error
  }
}
