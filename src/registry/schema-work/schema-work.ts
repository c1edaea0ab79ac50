/**
 * Where questions about schemas are answered: at once where that takes little, in a thread where it may take long. A
 * question is judged by the length of its texts before anything is known of them.
 */

import type { SchemaFormats, SchemaType } from '../../schemas/index.ts'
import type { CacheUse } from '../../telemetry/index.ts'
import { ByteBoundedMap } from '../caches/byte-bounded-map.ts'
import { registryErrors } from '../errors.ts'
import { type Answers, charactersOf, type Question, SchemaQuestions, type SchemaText, typeOf } from './questions.ts'
import { SchemaThreads } from './threads.ts'
import { Turns } from './turns.ts'
import { WorkTime } from './work-time.ts'

/**
 * Measured cold, where nothing is compiled yet: reading takes 1 ms for each 2,000 characters, and a comparison of two
 * texts built to be slow (unions of records, combined schemas) 1 ms for each product of 1,200 by 1,200.
 */
const light = { characters: 16_000, product: 16_000_000 }

const defaultTimeoutMs = 1800

/** What a text takes that is remembered: its characters, and what is around them. */
const bytesPerCharacter = 2
const bytesPerText = 300

export interface SchemaWorkOptions {
  formats: SchemaFormats
  cacheBytes: number
  /** Time of a processor that the schemas of one request may take; 1.8 s where absent. */
  timeoutMs: number | undefined
}

export class SchemaWork {
  readonly #formats: SchemaFormats
  readonly #questions: SchemaQuestions
  readonly #threads = new SchemaThreads()
  readonly #turns = new Turns()
  readonly #timeoutMs: number
  /** Producers send the same text again and again; it is told apart by its id from then on. */
  readonly #texts: ByteBoundedMap<SchemaText>
  #lastId = 0

  constructor({ formats, cacheBytes, timeoutMs = defaultTimeoutMs }: SchemaWorkOptions) {
    this.#formats = formats
    this.#timeoutMs = timeoutMs
    this.#questions = new SchemaQuestions(formats, (cacheBytes * 2) / 3)
    this.#texts = new ByteBoundedMap(cacheBytes / 3)
  }

  /** How each cache is used, by name. Threads have no caches that outlive a question. */
  get uses(): Record<'texts' | 'parsed', () => CacheUse> {
    return { texts: () => this.#texts.use, parsed: () => this.#questions.use }
  }

  types(): SchemaType[] {
    return [...this.#formats.keys()]
  }

  /** @throws {RegistryError} `invalidSchemaType`. */
  type(name = 'AVRO'): SchemaType {
    // Whatever a client sends is looked up; a name that is no type is simply not there.
    const type = name as SchemaType
    if (!this.#formats.has(type)) throw registryErrors.invalidSchemaType(name)
    return type
  }

  /** A text that is kept by whoever asks about it. */
  text(source: Omit<SchemaText, 'id'>): SchemaText {
    return { id: ++this.#lastId, ...source }
  }

  /** A text that a client sends, and may send again. */
  sentText(source: Omit<SchemaText, 'id'>): SchemaText {
    const key = keyOf(source)
    let text = this.#texts.get(key)
    if (!text) {
      text = this.text(source)
      this.#texts.set(key, text, (key.length + charactersOf(text)) * bytesPerCharacter + bytesPerText)
    }
    return text.strict === source.strict ? text : { ...text, strict: source.strict }
  }

  /** The questions of one request: each is answered once, and together they have so much time. */
  begin(): Inquiry {
    return new Inquiry(this, this.#timeoutMs)
  }

  /** @param time - of the request; what the answer takes is spent. */
  async answer(question: Question, time: WorkTime): Promise<unknown> {
    if (!this.#isLight(question)) return this.#threads.ask(question, time)
    const type = typeOf(question)
    if (!this.#questions.format(type)) await this.#questions.load(type)
    return this.#turns.take(() => time.measure(() => this.#questions.answer(question)))
  }

  close(): Promise<void> {
    return this.#threads.close()
  }

  #isLight(question: Question): boolean {
    // A fix is searched for by many comparisons, a record by many tries.
    if (question.ask === 'explain') return false
    if ('text' in question) {
      const { characters, product } = light
      const whole = charactersOf(question.text)
      // Every entity and name that is asked for is looked for in the whole text.
      return whole <= characters && whole * wantedIn(question) <= product
    }
    const [a, b] = question.ask === 'equal' ? [question.a, question.b] : [question.candidate, question.earlier]
    const [first, second] = [charactersOf(a), charactersOf(b)]
    if (Math.max(first, second) > light.characters) return false
    if (question.ask === 'equal' || a.type !== b.type) return true
    const takesLong = this.#questions.format(a.type)?.takesLong
    return first * second <= light.product && !takesLong?.(a.text) && !takesLong?.(b.text)
  }
}

/** How many parts of the text are asked for by name. */
function wantedIn(question: Question): number {
  if (question.ask === 'fields') return question.names.length
  if (question.ask !== 'edit tags') return 0
  const { keep, add, remove } = question.changes
  return keep.length + add.length + remove.length
}

function keyOf({ type, text, references }: Omit<SchemaText, 'id'>): string {
  if (references.length === 0) return `${type}::${text}`
  return `${type}:${references.map(({ id }) => id).join()}:${text}`
}

/**
 * The questions of one request. Asked again they have the answer they had, so that what is found out before a
 * transaction costs nothing within it.
 */
export class Inquiry {
  readonly work: SchemaWork
  readonly #answers = new Map<string, Promise<unknown>>()
  readonly #time: WorkTime

  /** @param timeoutMs - time of a processor for all of them together. */
  constructor(work: SchemaWork, timeoutMs: number) {
    this.work = work
    this.#time = new WorkTime(timeoutMs)
  }

  /** @throws {RegistryError} `schemaTakesTooLong`, `schemaTakesTooMuch`, `schemaThreadsBusy`. */
  ask<Ask extends Question['ask']>(question: Extract<Question, { ask: Ask }>): Promise<Answers[Ask]> {
    const key = nameOf(question)
    let answer = this.#answers.get(key)
    if (!answer) {
      answer = this.work.answer(question, this.#time)
      this.#answers.set(key, answer)
    }
    // The name says what was asked, so this is the answer to that.
    return answer as Promise<Answers[Ask]>
  }
}

function nameOf(question: Question): string {
  switch (question.ask) {
    case 'read':
      return `read ${question.text.id} ${question.text.strict} ${question.normalize}`
    case 'equal':
      return `equal ${question.a.id} ${question.b.id}`
    case 'compare':
      return `compare ${question.candidate.id} ${question.earlier.id} ${question.level} ${question.policy}`
    case 'explain': {
      const history = question.history.map(({ text }) => text.id)
      return `explain ${question.candidate.id} ${history} ${question.level} ${question.policy}`
    }
    case 'form':
      return `form ${question.text.id} ${question.form}`
    case 'find tags':
      return `find tags ${question.text.id}`
    case 'edit tags':
      return `edit tags ${question.text.id} ${JSON.stringify(question.changes)}`
    case 'fields':
      return `fields ${question.text.id} ${JSON.stringify(question.names)}`
  }
}
