/** The schema project as it lies in a folder now, and which of its files are asked about. */

import { existsSync, globSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { readTextFile } from '../arguments.ts'
import { cliErrors } from '../errors.ts'
import { type FoundFile, filesIn } from '../schema-files/find-files.ts'
import { readBytes } from '../schema-files/read-file.ts'
import { type Naming, readSubjectList } from '../schema-files/subject-of.ts'
import { FileRules } from './file-rules.ts'
import { Git } from './git.ts'
import { noRules, type ProjectRules, parseProjectFile, projectFileName } from './project-file.ts'
import { type FileFault, projectOf, type SchemaProject, type TreeFile } from './schema-project.ts'

export interface WorkingProjectOptions {
  /** The project file, where it is not found from the folder upwards. */
  config?: string
  nameBy?: Naming
  /** JSON file of subjects by path. */
  subjectMap?: string
}

export class WorkingProject {
  /** Folder of the project, as it is printed before the paths of its files. */
  readonly root: string
  readonly rules: FileRules
  /** `undefined` where the folder is in no repository. */
  readonly git: Git | undefined
  readonly #inputs: readonly string[]
  readonly #options: WorkingProjectOptions

  /**
   * @param inputs - files, folders and globs that are asked about; their project is that of the nearest schemalog.yaml, or
   *   the one folder that is given, or else the current one.
   */
  constructor(inputs: readonly string[], options: WorkingProjectOptions) {
    const folder = folderFor(inputs)
    const config = options.config ?? nearestProjectFile(folder)
    this.root = config === undefined ? folder : relative('.', dirname(config)) || '.'
    this.rules = this.#rulesWith(
      config === undefined ? noRules : parseProjectFile(readTextFile(config), config),
      options,
    )
    this.git = gitOf(this.root)
    this.#options = options
    this.#inputs = inputs.flatMap((input) => this.#namedBy(input))
  }

  /** The rules of a project file, with what the command line says before it. */
  rulesOf(text: string, path: string): FileRules {
    return this.#rulesWith(parseProjectFile(text, path), this.#options)
  }

  /** Reads the files as they are now. @param without - folders that hold something else, such as older schemas. */
  read(without: readonly string[] = []): SchemaProject {
    const others = without.filter((folder) => !isIn(folder, this.root))
    const faults: FileFault[] = []
    const found = filesIn(this.root, (path, error) => faults.push({ path, error })).filter(
      ({ path }) => !others.some((folder) => isIn(folder, path)),
    )
    const ignored = this.git?.ignored(found.map(({ name }) => name)) ?? new Set()
    const tree = found
      .filter(({ name }) => !ignored.has(name))
      .map((file) => onDisk({ ...file, inFolder: file.inFolder && !this.#isNamedItself(file.path) }))
    return projectOf(tree, this.rules, faults)
  }

  /** Whether a file is asked about, by its path as it is printed. */
  asksAbout(path: string): boolean {
    return this.#inputs.some((input) => isIn(input, path))
  }

  #isNamedItself(path: string): boolean {
    return this.#inputs.includes(resolve(path))
  }

  #rulesWith(rules: ProjectRules, { nameBy, subjectMap }: WorkingProjectOptions): FileRules {
    const list = subjectMap === undefined ? undefined : readSubjectList(subjectMap)
    return new FileRules(nameBy === undefined ? rules : { ...rules, nameBy }, list)
  }

  #namedBy(input: string): string[] {
    const there = existsSync(input)
    const paths = !there && /[*?[{]/.test(input) ? globSync(input) : [input]
    if (paths.length === 0) throw cliErrors.wrongUse(`Nothing matches ${input}.`)
    if (!there && paths[0] === input) throw cliErrors.unreadableFile(input, 'ENOENT')
    for (const path of paths)
      if (!isIn(this.root, path))
        throw cliErrors.wrongUse(`${path} is not in ${this.root}, the folder of the schema project.`)
    return paths.map((path) => resolve(path))
  }
}

/** The one folder that is given; else the current one, or where that does not hold them all, the nearest that does. */
function folderFor(inputs: readonly string[]): string {
  const [first] = inputs
  if (inputs.length === 1 && first !== undefined && isFolder(first)) return first
  const holds = (folder: string) => inputs.every((input) => isIn(folder, input))
  if (first === undefined || holds('.')) return '.'
  for (let at = dirname(resolve(first)); ; at = dirname(at)) if (holds(at)) return at
}

function isIn(folder: string, path: string): boolean {
  const absolute = resolve(path)
  return absolute === resolve(folder) || absolute.startsWith(folder === sep ? sep : resolve(folder) + sep)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** From a folder upwards, as far as its repository reaches. */
export function nearestProjectFile(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, projectFileName)
    if (existsSync(path)) return relative('.', path)
    if (existsSync(join(at, '.git')) || dirname(at) === at) return undefined
  }
}

function gitOf(folder: string): Git | undefined {
  // Asking git takes as long as everything else for a few files; most folders without it have no .git above them.
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return Git.find(folder)
    if (dirname(at) === at) return undefined
  }
}

function onDisk(file: FoundFile): TreeFile {
  return { ...file, bytes: () => readBytes(file.path) }
}

/** Files of a folder that lies beside the project. */
export function folderTree(folder: string): TreeFile[] {
  // What an older folder has wrong is not to be mended now.
  return filesIn(folder, () => {}).map(onDisk)
}
