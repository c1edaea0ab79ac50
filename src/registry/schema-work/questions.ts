/**
 * What the registry asks about the texts of schemas. Questions and answers are plain data, because a question that needs
 * much work is answered in another thread (threads.ts); the same class answers on both sides.
 */

import {
  type CompatibilityPolicy,
  SchemaError,
  type SchemaFormat,
  type SchemaFormats,
  type SchemaSource,
  type SchemaType,
  type TagChanges,
  type TaggedEntity,
} from '../../schemas/index.ts'
import type { CacheUse } from '../../telemetry/index.ts'
import { ByteBoundedMap } from '../caches/byte-bounded-map.ts'
import type { Explanation } from '../compatibility/explanation.ts'
import { type Comparison, type CompatibilityLevel, compareVersions } from '../compatibility/level.ts'
import type { ReferenceText } from '../content/reference-text.ts'
import { likenessOf } from './likeness.ts'

/** A text with all that is needed to understand it. */
export interface SchemaText extends SchemaSource {
  /** The same for the same type, text and references, as long as this process remembers them. */
  readonly id: number
  readonly type: SchemaType
  readonly references: readonly ReferenceText[]
}

/** What reading a text says. */
export type Reading =
  | {
      /** The canonical text, or the normalised one where that was asked for. */
      readonly text: string
      /** See {@link likenessOf}; `undefined` where references are part of what the schema means. */
      readonly likeness: string | undefined
      /** Why it may not be registered anew, though it can be read. */
      readonly fault: string | undefined
    }
  | { readonly text: undefined; readonly fault: string }

/** A question; `Answers` has what is answered. */
export type Question =
  | { readonly ask: 'read'; readonly text: SchemaText; readonly normalize: boolean }
  | { readonly ask: 'equal'; readonly a: SchemaText; readonly b: SchemaText }
  | ({ readonly ask: 'compare' } & PairOfVersions)
  | ({ readonly ask: 'explain' } & VersionWithHistory)
  | { readonly ask: 'form'; readonly text: SchemaText; readonly form: string }
  | { readonly ask: 'find tags'; readonly text: SchemaText }
  | { readonly ask: 'edit tags'; readonly text: SchemaText; readonly changes: TagChanges }
  | { readonly ask: 'fields'; readonly text: SchemaText; readonly names: readonly string[] }

export interface Answers {
  read: Reading
  equal: boolean
  compare: Comparison
  explain: Explanation | Promise<Explanation>
  /** The text in that form; the canonical one where there is none of that name. */
  form: string
  'find tags': readonly TaggedEntity[]
  'edit tags':
    | { readonly text: string; readonly fault: undefined }
    | { readonly text: undefined; readonly fault: string }
  /** Which of the names are fields at the top, and what the names of the fields offend against. */
  fields: { readonly taken: readonly string[]; readonly fault: string | undefined }
}

export interface PairOfVersions {
  readonly level: CompatibilityLevel
  readonly policy: CompatibilityPolicy
  readonly candidate: SchemaText
  readonly earlier: SchemaText
  readonly version: number | undefined
}

export interface VersionWithHistory {
  readonly level: CompatibilityLevel
  readonly policy: CompatibilityPolicy
  readonly candidate: SchemaText
  /** Newest first. */
  readonly history: readonly { readonly text: SchemaText; readonly version: number | undefined }[]
}

interface Parsed {
  readonly format: SchemaFormat
  readonly document: unknown
  /** By whether it is the normalised one. */
  readonly readings: Map<boolean, Reading>
}

/** Measured on records of 500 characters: 16 (Avro) and 19 (JSON Schema) bytes for each character. */
const bytesPerCharacter = 20
const bytesPerSchema = 1000

export class SchemaQuestions {
  readonly #formats: SchemaFormats
  readonly #loaded = new Map<SchemaType, SchemaFormat>()
  readonly #parsed: ByteBoundedMap<Parsed>
  /** What formats have read of references is remembered with these; another thread gets copies of them each time. */
  readonly #references: ByteBoundedMap<ReferenceText>

  get use(): CacheUse {
    return this.#parsed.use
  }

  /** @param cacheBytes - bound of what is kept parsed. */
  constructor(formats: SchemaFormats, cacheBytes: number) {
    this.#formats = formats
    this.#parsed = new ByteBoundedMap(cacheBytes / 2)
    this.#references = new ByteBoundedMap(cacheBytes / 2)
  }

  /** The rules for a type; `undefined` where they must be loaded first. */
  format(type: SchemaType): SchemaFormat | undefined {
    const format = this.#formats.get(type)
    return format && 'load' in format ? this.#loaded.get(type) : format
  }

  async load(type: SchemaType): Promise<void> {
    const format = this.#formats.get(type)
    if (format && 'load' in format) this.#loaded.set(type, await format.load())
  }

  /** The rules for its type have been loaded. */
  answer<Ask extends Question['ask']>(question: Extract<Question, { ask: Ask }>): Answers[Ask]
  answer(question: Question): Answers[Question['ask']] {
    switch (question.ask) {
      case 'read':
        return this.#read(question.text, question.normalize)
      case 'equal':
        return this.#equal(question.a, question.b)
      case 'compare':
        return this.#compare(question)
      case 'explain':
        return this.#explain(question)
      case 'form':
        return this.#inForm(question.text, question.form)
      case 'find tags':
        return this.#findTags(question.text)
      case 'edit tags':
        return this.#editTags(question.text, question.changes)
      case 'fields':
        return this.#fields(question.text, question.names)
    }
  }

  /** A text that only the rules for new schemas refuse is still read, as if it was stored already. */
  #read(text: SchemaText, normalize: boolean): Reading {
    try {
      return this.#print(text, normalize)
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error
      const fault = error.message
      if (!text.strict) return { text: undefined, fault }
      const lax = this.#read({ ...text, strict: false }, normalize)
      return lax.text === undefined ? lax : { ...lax, fault }
    }
  }

  /** Whether two texts of one type mean the same. */
  #equal(a: SchemaText, b: SchemaText): boolean {
    const { format, document } = this.#parse(a)
    return format.equals(document, this.#parse(b).document)
  }

  /** What a level has against two versions that follow each other. */
  #compare({ level, policy, candidate, earlier, version }: PairOfVersions): Comparison {
    const { format, document } = this.#parse(candidate)
    const parsed = candidate.type === earlier.type ? this.#parse(earlier).document : undefined
    return compareVersions(
      { level, policy, format, candidate: { schemaType: candidate.type, parsed: document } },
      { schemaType: earlier.type, parsed, schema: earlier.text, ...(version !== undefined && { version }) },
    )
  }

  /** Rules for explanations are loaded when the first is asked for. */
  async #explain({ level, policy, candidate, history }: VersionWithHistory): Promise<Explanation> {
    const { format } = this.#parse(candidate)
    const { explain } = await import('../compatibility/explanation.ts')
    const versions = history.map(({ text, version }) => ({ source: text, version }))
    return explain(format, { level, policy, candidate, history: versions })
  }

  #inForm(text: SchemaText, form: string): string {
    const { format, document } = this.#parse(text)
    return format.inForm?.(document, form) ?? format.canonical(document)
  }

  #findTags(text: SchemaText): readonly TaggedEntity[] {
    const { format, document } = this.#parse(text)
    return format.tags?.find(document) ?? []
  }

  #editTags(text: SchemaText, changes: TagChanges): Answers['edit tags'] {
    try {
      const { format, document } = this.#parse(text)
      return { text: format.tags?.edit(document, changes) ?? format.canonical(document), fault: undefined }
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error
      return { text: undefined, fault: error.message }
    }
  }

  #fields(text: SchemaText, names: readonly string[]): Answers['fields'] {
    const { format, document } = this.#parse(text)
    return { taken: names.filter((name) => format.hasField(document, name)), fault: format.fieldFault?.(document) }
  }

  #print(text: SchemaText, normalize: boolean): Reading {
    const { format, document, readings } = this.#parse(text)
    let reading = readings.get(normalize)
    if (!reading) {
      const normalized = format.normalized(document)
      reading = {
        text: normalize ? normalized : format.canonical(document),
        likeness: text.references.length === 0 ? likenessOf(normalized) : undefined,
        fault: undefined,
      }
      readings.set(normalize, reading)
    }
    return reading
  }

  /** @throws {SchemaError} */
  #parse(source: SchemaText): Parsed {
    const key = `${source.id}${source.strict ? '!' : ''}`
    const known = this.#parsed.get(key)
    if (known) return known
    const format = this.format(source.type)
    if (!format) throw new Error(`there is no format ${source.type}`)
    const references = source.references.map((reference) => this.#known(reference))
    const parsed = { format, document: format.parse({ ...source, references }), readings: new Map() }
    this.#parsed.set(key, parsed, parsedBytes(source))
    return parsed
  }

  #known(reference: ReferenceText): ReferenceText {
    const key = String(reference.id)
    const known = this.#references.get(key)
    if (known) return known
    this.#references.set(key, reference, reference.text.length * bytesPerCharacter + bytesPerSchema)
    return reference
  }
}

/** Memory that a text takes once it is parsed, with what its references bring into it. */
function parsedBytes(source: SchemaText): number {
  return charactersOf(source) * bytesPerCharacter + bytesPerSchema
}

/** The type that a question is about; where it brings another too, that one is not read. */
export function typeOf(question: Question): SchemaType {
  if ('text' in question) return question.text.type
  return question.ask === 'equal' ? question.a.type : question.candidate.type
}

export function charactersOf({ text, references }: SchemaText): number {
  let characters = text.length
  for (const reference of references) characters += reference.text.length
  return characters
}
