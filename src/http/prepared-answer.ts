/** An answer as it is sent: its bytes, and the headers that say how long they may be used again. */

import { isAscii } from 'node:buffer'
import { hash } from 'node:crypto'

/**
 * How long whoever got an answer may use it again. It may be kept, and is asked for again each time: what an id or a guid
 * means never changes, but it may be removed for good, and a cache that showed it for another hour would hide that. Being
 * asked costs little, because an answer that still holds is sent again, or confirmed (304), on the short way; and the
 * clients of the API keep schemas by themselves. Of an answer to POST nothing is said, because nobody but this server
 * keeps those.
 */
const freshness = {
  checked: 'private, no-cache',
  unsaid: undefined,
} as const

export type Freshness = keyof typeof freshness

/** Whether the client is told, and may ask whether what it has still holds. */
export function isTold(kept: Freshness | undefined): boolean {
  return kept !== undefined && freshness[kept] !== undefined
}

export class PreparedAnswer {
  readonly text: string
  /** One byte for each character, which is written faster. */
  readonly encoding: 'latin1' | 'utf8'
  readonly bytes: number
  readonly entityTag: string | undefined
  /** Name, value, name, value, as Node takes them. */
  readonly headers: readonly string[]
  readonly headersWithoutContent: readonly string[]

  constructor(text: string, contentType: string, kept: Freshness) {
    const bytes = Buffer.from(text)
    this.text = text
    this.bytes = bytes.length
    this.encoding = isAscii(bytes) ? 'latin1' : 'utf8'
    const said = freshness[kept]
    this.entityTag = said && entityTagOf(contentType, text)
    const about = said && this.entityTag ? ['ETag', this.entityTag, 'Cache-Control', said, 'Vary', 'Accept'] : []
    this.headers = ['Content-Type', contentType, 'Content-Length', String(this.bytes), ...about]
    this.headersWithoutContent = about
  }
}

/** Of the type too: the same text in another type is another representation (RFC 9110 §8.8.3). */
function entityTagOf(contentType: string, text: string): string {
  return `"${hash('sha256', `${contentType}\n${text}`, 'base64url').slice(0, 22)}"`
}
