/** Versions of a registry with the texts that they refer to. */

import type { SchemaSource, SchemaType } from '../../schemas/index.ts'
import type { RegistryDoor } from '../registry-door.ts'
import { query, subjectPath } from '../registry-path.ts'
import type { VersionAnswer } from '../version-answer.ts'

export interface RegisteredSchema {
  readonly subject: string
  readonly version: number
  readonly type: SchemaType
  readonly source: SchemaSource
  /** Where the text of a reference comes from, as `SUBJECT@VERSION`. */
  origin(reference: string): string
}

/** A text that is referred to. */
interface Target {
  readonly text: string
  readonly origin: string
}

export class RegisteredSchemas {
  readonly #door: RegistryDoor
  /** Versions that were read, also as references of others. */
  readonly #versions = new Map<string, Promise<VersionAnswer>>()

  constructor(door: RegistryDoor) {
    this.#door = door
  }

  /** @throws {CliError} where there is no such version. */
  async schema(subject: string, version: number | 'latest'): Promise<RegisteredSchema> {
    const answer = await this.#version(subject, version)
    const found = new Map<string, Target>()
    await this.#collect(answer, found)
    const references = [...found].map(([name, { text }]) => ({ name, text }))
    return {
      subject: answer.subject,
      version: answer.version,
      type: typeOf(answer),
      source: { text: answer.schema, references, strict: false },
      origin: (name) => found.get(name)?.origin ?? name,
    }
  }

  /** Dependencies first, each name once. */
  async #collect({ references = [] }: VersionAnswer, found: Map<string, Target>): Promise<void> {
    for (const { name, subject, version } of references) {
      if (found.has(name)) continue
      const answer = await this.#version(subject, version)
      const target = { text: answer.schema, origin: `${subject}@${answer.version}` }
      // In its place before its own references are read, in case they lead back to it; moved behind them afterwards.
      found.set(name, target)
      await this.#collect(answer, found)
      found.delete(name)
      found.set(name, target)
    }
  }

  #version(subject: string, version: number | 'latest'): Promise<VersionAnswer> {
    const key = `${version} ${subject}`
    const known = this.#versions.get(key)
    if (known) return known
    // Who asks for a number means it; registered schemas keep references to what was soft-deleted since.
    const path = subjectPath(subject, 'versions', version) + query({ deleted: version !== 'latest' })
    const answer = this.#door.get(path) as Promise<VersionAnswer>
    this.#versions.set(key, answer)
    return answer
  }
}

function typeOf({ schemaType = 'AVRO' }: VersionAnswer): SchemaType {
  return schemaType === 'JSON' || schemaType === 'PROTOBUF' ? schemaType : 'AVRO'
}
