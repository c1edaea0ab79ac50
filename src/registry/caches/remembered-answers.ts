/** Answers to questions about what can change: asked once, and answered from memory until they are untrue. */

import type { CacheUse } from '../../telemetry/index.ts'
import { ByteBoundedMap } from './byte-bounded-map.ts'
import type { ChangeClock } from './change-clock.ts'

/** Memory that one answer takes besides its data. */
const answerBytes = 300

interface AskOptions<Answer> {
  /** The last change when it was read, where an answer tells. */
  readonly sequenceOf?: (answer: Answer) => number
  /** Whether it may be answered however old it is, as long as the database cannot be reached. */
  readonly lasting?: boolean
}

export class RememberedAnswers {
  readonly #clock: ChangeClock
  readonly #answers: ByteBoundedMap<{ readonly value: unknown }>
  /** Questions that are being asked: who asks the same meanwhile waits for the same answer. */
  readonly #asked = new Map<string, Promise<unknown>>()

  constructor(clock: ChangeClock, maxBytes: number) {
    this.#clock = clock
    this.#answers = new ByteBoundedMap(maxBytes)
  }

  get use(): CacheUse {
    return this.#answers.use
  }

  /** @param key - names the question, and with it the type of its answer. */
  async ask<Answer>(key: string, read: () => Promise<Answer>, options: AskOptions<Answer> = {}): Promise<Answer> {
    const { lasting = false, sequenceOf } = options
    const wait = this.#clock.beforeAnswer(lasting)
    if (wait) await wait
    const known = this.#answers.get(key)
    if (known) return known.value as Answer
    const underWay = this.#asked.get(key)
    if (underWay) return underWay as Promise<Answer>
    const answer = this.read(read, sequenceOf)
    this.#asked.set(key, answer)
    // What is forgotten while it is under way may be answered to those who wait, who asked before the change was known;
    // nobody else may join them, and it is not kept.
    const isTrue = () => this.#asked.get(key) === answer
    try {
      const value = await answer
      if (isTrue()) this.#answers.set(key, { value }, key.length * 2 + answerBytes + sizeOf(value))
      return value
    } finally {
      if (isTrue()) this.#asked.delete(key)
    }
  }

  /** Reads without remembering. It may be newer than what is remembered, which must not be answered after it. */
  async read<Answer>(read: () => Promise<Answer>, sequenceOf?: (answer: Answer) => number): Promise<Answer> {
    const answer = await read()
    await this.#clock.afterRead(sequenceOf?.(answer))
    return answer
  }

  forget(keys: readonly string[] | 'all'): void {
    if (keys === 'all') {
      this.#answers.clear()
      this.#asked.clear()
      return
    }
    for (const key of keys) {
      this.#answers.delete(key)
      this.#asked.delete(key)
    }
  }
}

/** Answers are plain data; two bytes for each character of their JSON is near what they take. */
function sizeOf(value: unknown): number {
  return 2 * (JSON.stringify(value)?.length ?? 0)
}
