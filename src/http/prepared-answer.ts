/** An answer as it is sent: its bytes, and the headers that say how long they may be used again. */

import { isAscii } from 'node:buffer'
import { hash } from 'node:crypto'

/** How long whoever got an answer may use it again: what an id or a guid means lasts, all else is to be asked again. */
const freshness = {
  lasting: 'private, max-age=3600',
  checked: 'private, no-cache',
} as const

export type Freshness = keyof typeof freshness

export class PreparedAnswer {
  readonly text: string
  /** One byte for each character, which is written faster. */
  readonly encoding: 'latin1' | 'utf8'
  readonly bytes: number
  readonly entityTag: string
  /** Name, value, name, value, as Node takes them. */
  readonly headers: readonly string[]
  readonly headersWithoutContent: readonly string[]

  constructor(text: string, contentType: string, kept: Freshness) {
    const bytes = Buffer.from(text)
    this.text = text
    this.bytes = bytes.length
    this.encoding = isAscii(bytes) ? 'latin1' : 'utf8'
    // Of the type too: the same text in another type is another representation (RFC 9110 §8.8.3).
    this.entityTag = `"${hash('sha256', `${contentType}\n${text}`, 'base64url').slice(0, 22)}"`
    const about = ['ETag', this.entityTag, 'Cache-Control', freshness[kept], 'Vary', 'Accept']
    this.headers = ['Content-Type', contentType, 'Content-Length', String(this.bytes), ...about]
    this.headersWithoutContent = about
  }
}
