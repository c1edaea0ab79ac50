/** Answers to GET that are kept as they were sent, so that the next one who asks is sent the same without any work. */

import type { Principal } from '../authorize.ts'
import { ByteBoundedMap } from '../registry/index.ts'
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

  find(asked: Asked): KeptAnswer | undefined {
    return this.#answers.get(keyOf(asked))
  }

  /** @param exchange - in which it was answered first. */
  keep(exchange: Exchange, whole: Omit<KeptAnswer, 'routePath' | 'answerType'>): void {
    const key = keyOf(exchange)
    const { routePath, answerType } = exchange
    const kept: KeptAnswer = { ...whole, routePath, answerType }
    this.#answers.set(key, kept, kept.answer.bytes + key.length + bytesPerAnswer)
  }
}

function keyOf({ url, accept }: Asked): string {
  return accept === undefined ? url : `${url}\n${accept}`
}
