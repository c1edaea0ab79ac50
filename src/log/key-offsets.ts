/**
 * The last offset of each key, in a table of a fixed size. A key is known by half of its SHA-256: keys of any length take
 * 24 bytes, and nobody can make two of them that are taken for one.
 */

import { hash } from 'node:crypto'

/** Beyond it a search steps over too many others. */
const FULLEST = 0.75

const WORDS = 4

export class KeyOffsets {
  readonly #hashes: Uint32Array
  /** Offset plus one; 0 is an empty place. */
  readonly #offsets: Float64Array
  readonly #mask: number
  readonly #limit: number
  #size = 0

  /** @param keys - room for at least so many. */
  constructor(keys: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(16, keys) / FULLEST))
    this.#hashes = new Uint32Array(places * WORDS)
    this.#offsets = new Float64Array(places)
    this.#mask = places - 1
    this.#limit = Math.floor(places * FULLEST)
  }

  get size(): number {
    return this.#size
  }

  /** @returns false where the key is new and there is no room for it. */
  put(key: Buffer, offset: number): boolean {
    const digest = digestOf(key)
    const place = this.#placeOf(digest)
    if (this.#offsets[place] === 0) {
      if (this.#size >= this.#limit) return false
      this.#size += 1
      for (let word = 0; word < WORDS; word += 1) this.#hashes[place * WORDS + word] = wordOf(digest, word)
    }
    this.#offsets[place] = offset + 1
    return true
  }

  find(key: Buffer): number | undefined {
    const found = this.#offsets[this.#placeOf(digestOf(key))] ?? 0
    return found === 0 ? undefined : found - 1
  }

  /** Where the key is, or the empty place where it would be. */
  #placeOf(digest: string): number {
    let place = wordOf(digest, 0) & this.#mask
    while (this.#offsets[place] !== 0 && !this.#isAt(place, digest)) place = (place + 1) & this.#mask
    return place
  }

  #isAt(place: number, digest: string): boolean {
    for (let word = 0; word < WORDS; word += 1) {
      if (this.#hashes[place * WORDS + word] !== wordOf(digest, word)) return false
    }
    return true
  }
}

/** One character for each byte: a short string is much cheaper than a buffer. */
function digestOf(key: Buffer): string {
  return hash('sha256', key, 'binary')
}

function wordOf(digest: string, word: number): number {
  const at = 4 * word
  const low = digest.charCodeAt(at) | (digest.charCodeAt(at + 1) << 8) | (digest.charCodeAt(at + 2) << 16)
  return (low | (digest.charCodeAt(at + 3) << 24)) >>> 0
}
