/** What the rules of a project say of one file, or of one subject. */

import { matchesGlob } from 'node:path'
import type { CompatibilityLevel } from '../../registry/index.ts'
import type { CompatibilityPolicy } from '../../schemas/index.ts'
import { cliErrors } from '../errors.ts'
import type { SchemaFile } from '../schema-files/read-file.ts'
import type { KnownReferences } from '../schema-files/resolve.ts'
import { subjectNaming } from '../schema-files/subject-of.ts'
import type { ProjectRules, SchemaRule } from './project-file.ts'

export class FileRules {
  readonly #rules: ProjectRules
  readonly #list: ReadonlyMap<string, string>

  /** @param list - subjects by path, which go before everything else. */
  constructor(rules: ProjectRules, list: ReadonlyMap<string, string> = new Map()) {
    this.#rules = rules
    this.#list = list
  }

  /** The same rules with subjects by path that go before them. */
  with(list: ReadonlyMap<string, string>): FileRules {
    return new FileRules(this.#rules, list)
  }

  ignores(name: string): boolean {
    return this.#rules.ignore.some((glob) => matchesGlob(name, glob))
  }

  /** `undefined` where the project does not say which subjects are its own. */
  owns(subject: string): boolean | undefined {
    const { owns } = this.#rules
    return owns.length === 0 ? undefined : owns.some((glob) => matchesGlob(subject, glob))
  }

  /** Whether a rule speaks of the file, so that it is a schema although it may not say so. */
  names(name: string): boolean {
    return this.#of(name).length > 0
  }

  subjectOf(file: SchemaFile): string {
    const listed = this.#list.get(file.name) ?? this.#list.get(file.path)
    if (listed !== undefined) return listed
    const pattern = this.#first(file.name, 'subject')
    if (pattern === undefined) return subjectNaming(this.#rules.nameBy, new Map())(file)
    return pattern.replace(/\{(\w+)\}/g, (_, part: string) => partOf(file, part))
  }

  levelOf(name: string): CompatibilityLevel | undefined {
    return this.#first(name, 'level') ?? this.#rules.level
  }

  policyOf(name: string): CompatibilityPolicy | undefined {
    return this.#first(name, 'policy') ?? this.#rules.policy
  }

  knownTo(name: string): KnownReferences {
    const rules = this.#of(name)
    if (!rules.some(({ references }) => references)) return nothingKnown
    return new Map(rules.toReversed().flatMap(({ references }) => [...(references ?? [])]))
  }

  #first<Part extends keyof SchemaRule>(name: string, part: Part): SchemaRule[Part] | undefined {
    return this.#of(name).find((rule) => rule[part] !== undefined)?.[part]
  }

  #of(name: string): readonly SchemaRule[] {
    return this.#rules.schemas.filter(({ files }) => files.some((glob) => matchesGlob(name, glob)))
  }
}

const nothingKnown: KnownReferences = new Map()

function partOf(file: SchemaFile, part: string): string {
  const slash = file.name.lastIndexOf('/')
  const base = file.name.slice(slash + 1)
  if (part === 'name') return base.slice(0, base.lastIndexOf('.'))
  if (part === 'path') return file.name
  if (part === 'folder') return slash < 0 ? '' : file.name.slice(0, slash)
  if (file.recordName === undefined) throw cliErrors.namelessSchema(file.path)
  return file.recordName
}
