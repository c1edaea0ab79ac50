/** Answers to GET that are kept as they were sent, so that the next one who asks is sent the same without any work. */

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

type Asked = Pick<Exchange, 'url' | 'accept'>

/** Room for some ten thousand schemas of ordinary size. */
const maxBytes = 8 * 1024 * 1024
const bytesPerAnswer = 800

/** Kept answers by all that they depend on: the URL as it was sent, and what the client accepts. */
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

function keyOf({ url, accept }: Asked): string {
  return accept === undefined ? url : `${url}\n${accept}`
}
