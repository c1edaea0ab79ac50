/** From what was typed to what is compared. */

import { existsSync, statSync } from 'node:fs'
import { dirname, posix, resolve } from 'node:path'
import { cliErrors } from '../errors.ts'
import type { RegistryOptions } from '../registry.ts'
import { RegistryDoor } from '../registry-door.ts'
import { FileRules } from '../schema-project/file-rules.ts'
import { Git, type GitFile } from '../schema-project/git.ts'
import { commitTree } from '../schema-project/git-tree.ts'
import { noRules, parseProjectFile, projectFileName } from '../schema-project/project-file.ts'
import { RegisteredSchemas } from '../schema-project/registered-schemas.ts'
import { projectOf, type SchemaProject } from '../schema-project/schema-project.ts'
import { nearestProjectFile, WorkingProject } from '../schema-project/working-project.ts'
import { type Side, schemaOfFile, schemaOfVersion } from './side.ts'

/** A file or folder that is there is what is meant, whatever else the text could be. */
export async function openSide(text: string, options: RegistryOptions): Promise<Side> {
  if (existsSync(text)) return { name: text, content: inWorkingTree(text) }
  const [, subject, version] = /^(.+)@(\d+|latest)$/.exec(text) ?? []
  if (subject !== undefined && version !== undefined)
    return { name: text, content: await registered(subject, version, options) }
  const colon = text.indexOf(':')
  if (colon > 0) return { name: text, content: inCommit(text.slice(0, colon), text.slice(colon + 1)) }
  throw cliErrors.wrongUse(
    `${text} is no file; a schema is a file, REVISION:PATH as git has it, or SUBJECT@VERSION (SUBJECT@latest) of a registry.`,
  )
}

async function registered(subject: string, version: string, options: RegistryOptions): Promise<Side['content']> {
  const schemas = new RegisteredSchemas(new RegistryDoor(options))
  return schemaOfVersion(await schemas.schema(subject, version === 'latest' ? version : Number(version)))
}

function inWorkingTree(path: string): Side['content'] {
  const isFolder = statSync(path).isDirectory()
  const config = nearestProjectFile(isFolder ? path : dirname(path))
  const working = new WorkingProject([path], config === undefined ? {} : { config })
  const project = working.read()
  if (isFolder) {
    const asked = (one: { path: string }) => working.asksAbout(one.path)
    return { ...project, files: project.files.filter(asked), faults: project.faults.filter(asked) }
  }
  return oneOf(project, path, (shown) => resolve(shown) === resolve(path))
}

/** @param path - from the top of the repository, or as git has it too, from here where it begins with `./`. */
function inCommit(revision: string, path: string): Side['content'] {
  const here = new Git('.')
  const git = new Git(here.top)
  const commit = git.commitOf(revision)
  const listed = git.files(commit)
  const fromTop = placeIn(listed, here.prefix, path)
  if (fromTop === undefined) throw cliErrors.wrongUse(`${revision} has no ${path}.`)
  const isFile = listed.has(fromTop)
  const folder = projectFolder(listed, isFile ? posix.dirname(fromTop) : fromTop) ?? folderBeside(here.prefix, fromTop)
  const named = new Set(isFile ? [fromTop] : [])
  const tree = commitTree(git, revision, listed, folder, { projectFile: projectFileName, named })
  const rules = tree.rules ? parseProjectFile(tree.rules.text, tree.rules.path) : noRules
  const project = projectOf(tree.files, new FileRules(rules))
  if (isFile) return oneOf(project, `${revision}:${path}`, (shown) => shown === `${revision}:${fromTop}`)
  const asked = (one: { path: string }) => isWithin(fromTop, one.path.slice(revision.length + 1))
  return { ...project, files: project.files.filter(asked), faults: project.faults.filter(asked) }
}

/** A path from the top that is a file or a folder there; empty for the top itself. */
function placeIn(listed: ReadonlyMap<string, GitFile>, prefix: string, path: string): string | undefined {
  const fromHere = posix.normalize(posix.join(prefix || '.', path)).replace(/\/$/, '')
  const fromTop = posix.normalize(path || '.').replace(/\/$/, '')
  const ways = path.startsWith('./') || path.startsWith('../') || path === '.' ? [fromHere] : [fromTop, fromHere]
  const there = (way: string) => listed.has(way) || [...listed.keys()].some((file) => isWithin(way, file))
  return ways.map((way) => (way === '.' ? '' : way)).find(there)
}

function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** The nearest folder with a project file, upwards. */
function projectFolder(listed: ReadonlyMap<string, GitFile>, from: string): string | undefined {
  for (let at = from === '.' ? '' : from; ; at = at.includes('/') ? posix.dirname(at) : '') {
    if (listed.has(at === '' ? projectFileName : `${at}/${projectFileName}`)) return at
    if (at === '') return undefined
  }
}

/** As for files that lie in the folder: the current one, where that holds it, or else all of the repository. */
function folderBeside(prefix: string, path: string): string {
  const here = prefix.replace(/\/$/, '')
  return isWithin(here, path) ? here : ''
}

/** @throws {CliError} what is wrong with the file, where it is not among those that can be used. */
function oneOf(project: SchemaProject, typed: string, isIt: (path: string) => boolean): Side['content'] {
  const file = project.files.find(({ path }) => isIt(path))
  if (file) return schemaOfFile(file)
  // The last one is why it is left out; two files with one subject can still be read.
  const fault =
    project.faults.findLast(({ path }) => isIt(path)) ?? (isRead(project, isIt) ? project.faults[0] : undefined)
  if (fault) throw fault.error
  throw cliErrors.wrongUse(`${typed} is no schema file (.avsc, .json, .proto).`)
}

function isRead({ read }: SchemaProject, isIt: (path: string) => boolean): boolean {
  return read.some(({ path }) => isIt(path))
}
