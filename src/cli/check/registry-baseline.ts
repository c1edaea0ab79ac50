/** A registry to compare with: of each subject, the versions that its level asks for. */

import type { CompatibilityLevel } from '../../registry/index.ts'
import { comparedBy, compatibilityLevels } from '../../registry/index.ts'
import type { CompatibilityPolicy } from '../../schemas/index.ts'
import { mapBounded, requestsAtOnce } from '../bounded.ts'
import type { RegistryDoor } from '../registry-door.ts'
import { query, subjectPath } from '../registry-path.ts'
import type { ResolvedFile } from '../schema-files/resolve.ts'
import { RegisteredSchemas } from '../schema-project/registered-schemas.ts'
import { type SchemaProject, sourceOf } from '../schema-project/schema-project.ts'
import type { Baseline, EarlierSchema, History, Past } from './past.ts'

interface ConfigAnswer {
  compatibilityLevel?: string
  compatibilityPolicy?: string
}

type LevelOf = (file: ResolvedFile) => CompatibilityLevel | undefined

export class RegistryBaseline implements Baseline {
  readonly name: string
  readonly #door: RegistryDoor
  readonly #schemas: RegisteredSchemas

  constructor(door: RegistryDoor) {
    this.name = door.url
    this.#door = door
    this.#schemas = new RegisteredSchemas(door)
  }

  async pastOf(_: SchemaProject, asked: readonly ResolvedFile[], level: LevelOf): Promise<Past> {
    const found = await mapBounded(asked, requestsAtOnce, (file) => this.#historyOf(file, level(file)))
    const histories = new Map<ResolvedFile, History>()
    for (const [at, file] of asked.entries()) {
      const history = found[at]
      if (history) histories.set(file, history)
    }
    // A registry holds the schemas of many repositories, so what this one does not have is nobody's loss.
    return { histories, gone: [], isUnchanged: () => false }
  }

  async #historyOf(file: ResolvedFile, wanted: CompatibilityLevel | undefined): Promise<History | undefined> {
    const numbers = (await this.#door.find(subjectPath(file.subject, 'versions'))) as number[] | undefined
    if (!numbers || numbers.length === 0) return undefined
    const config = (await this.#door.find(
      `/config/${encodeURIComponent(file.subject)}${query({ defaultToGlobal: true })}`,
    )) as ConfigAnswer | undefined
    const level = wanted ?? compatibilityLevels.find((one) => one === config?.compatibilityLevel) ?? 'BACKWARD'
    const policy: CompatibilityPolicy = config?.compatibilityPolicy === 'LENIENT' ? 'LENIENT' : 'STRICT'
    const newestFirst = numbers.toSorted((one, other) => other - one)
    const compared = level === 'NONE' ? newestFirst.slice(0, 1) : comparedBy(level, newestFirst)
    const versions: EarlierSchema[] = []
    for (const version of compared) versions.push(await this.#earlier(file.subject, version))
    const isTextSame = versions[0]?.source.text === file.text
    return { versions, unchanged: isSame(file, versions), isTextSame, level, policy }
  }

  async #earlier(subject: string, version: number): Promise<EarlierSchema> {
    const { type, source } = await this.#schemas.schema(subject, version)
    return { source: { ...source, type }, version }
  }
}

/** As it is the latest version, nothing would be registered. Texts of other layout are compared, which costs a moment. */
function isSame(file: ResolvedFile, [latest]: readonly EarlierSchema[]): boolean {
  const { text, references } = sourceOf(file)
  return latest?.source.text === text && references.length === 0 && latest.source.references.length === 0
}
