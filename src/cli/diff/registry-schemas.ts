/** Versions of a registry with the texts that they refer to. */

import type { ResolvedReference, SchemaType } from '../../schemas/index.ts'
import type { RegistryDoor } from '../registry-door.ts'
import { query, subjectPath } from '../registry-path.ts'
import type { VersionAnswer } from '../version-answer.ts'
import type { SideSchema } from './side.ts'

export class RegistrySchemas {
  readonly #door: RegistryDoor
  readonly #versions = new Map<string, Promise<VersionAnswer>>()

  constructor(door: RegistryDoor) {
    this.#door = door
  }

  /** @param version - a number or `latest`. @throws {CliError} where there is no such version. */
  async schema(subject: string, version: string): Promise<SideSchema> {
    const answer = (await this.#door.get(subjectPath(subject, 'versions', version))) as VersionAnswer
    const found = new Map<string, { reference: ResolvedReference; origin: string }>()
    await this.#collect(answer, found)
    return {
      name: `${answer.subject}@${answer.version}`,
      type: typeOf(answer),
      source: { text: answer.schema, references: [...found.values()].map(({ reference }) => reference), strict: false },
      origin: (name) => found.get(name)?.origin ?? name,
    }
  }

  /** Dependencies first, each name once. */
  async #collect(
    { references = [] }: VersionAnswer,
    found: Map<string, { reference: ResolvedReference; origin: string }>,
  ): Promise<void> {
    for (const { name, subject, version } of references) {
      if (found.has(name)) continue
      const target = await this.#version(subject, version)
      const entry = { reference: { name, text: target.schema }, origin: `${subject}@${target.version}` }
      // In its place before its own references are read, in case they lead back to it; moved behind them afterwards.
      found.set(name, entry)
      await this.#collect(target, found)
      found.delete(name)
      found.set(name, entry)
    }
  }

  #version(subject: string, version: number): Promise<VersionAnswer> {
    const key = `${version} ${subject}`
    const known = this.#versions.get(key)
    if (known) return known
    // Registered schemas keep references to what was soft-deleted since.
    const path = `${subjectPath(subject, 'versions', version)}${query({ deleted: true })}`
    const answer = this.#door.get(path) as Promise<VersionAnswer>
    this.#versions.set(key, answer)
    return answer
  }
}

function typeOf({ schemaType = 'AVRO' }: VersionAnswer): SchemaType {
  return schemaType === 'JSON' || schemaType === 'PROTOBUF' ? schemaType : 'AVRO'
}
