/** Answers that are kept as they were sent, so that the next one who asks is sent the same without any work. */

import type { Principal } from '../authorize.ts'
import { ByteBoundedMap, type Registry } from '../registry/index.ts'
import type { CacheUse } from '../telemetry/index.ts'
import type { Door } from './door.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerType } from './media-types.ts'
import type { PreparedAnswer } from './prepared-answer.ts'

/** A prepared answer, with what must hold before it is sent again. */
export interface KeptAnswer {
  readonly answer: PreparedAnswer
  readonly routePath: string
  readonly answerType: AnswerType
  /** What is asked of the principal each time. */
  readonly door: (principal: Principal) => Door
  /** Of the registry, before it was asked. */
  readonly knowledge: number
}

/** The body is that of a POST that only asks. */
type Asked = Pick<Exchange, 'url' | 'accept' | 'body'>

/** Room for some thousand schemas of ordinary size; the others are found in the registry's own caches, or in the database. */
const maxBytes = 4 * 1024 * 1024
const bytesPerAnswer = 800
/** Longer questions are seldom asked twice, and few would fill the room. */
export const longestBody = 16 * 1024

/** Kept answers by all that they depend on: the URL as it was sent, what the client accepts, and what it sent. */
export class KeptAnswers {
  readonly #answers = new ByteBoundedMap<KeptAnswer>(maxBytes)
  #hits = 0
  #misses = 0

  /** Of what may be kept: answers that were asked for a first time, or again after a write, are misses. */
  get use(): CacheUse {
    return { bytes: this.#answers.use.bytes, hits: this.#hits, misses: this.#misses }
  }

  /** @param registry - says whether what was answered still holds. */
  find(asked: Asked, registry: Pick<Registry, 'stillHolds'>): KeptAnswer | undefined {
    const kept = this.#answers.get(keyOf(asked))
    if (!kept || !registry.stillHolds(kept.knowledge)) return undefined
    this.#hits++
    return kept
  }

  /** @param exchange - in which it was answered first. */
  keep(exchange: Exchange, whole: Omit<KeptAnswer, 'routePath' | 'answerType'>): void {
    this.#misses++
    const key = keyOf(exchange)
    const { routePath, answerType } = exchange
    const kept: KeptAnswer = { ...whole, routePath, answerType }
    this.#answers.set(key, kept, kept.answer.bytes + key.length + bytesPerAnswer)
  }
}

function keyOf({ url, accept, body }: Asked): string {
  // No header has a line break in it, so that nothing else has this key.
  if (body) return `${url}\n${accept ?? ''}\n${body.toString('latin1')}`
  return accept === undefined ? url : `${url}\n${accept}`
}
