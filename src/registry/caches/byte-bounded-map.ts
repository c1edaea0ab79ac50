/** A map that forgets what was not used for long when its values have grown beyond a bound. */

import type { CacheUse } from '../../telemetry/index.ts'

interface Entry<Value> {
  readonly value: Value
  readonly bytes: number
  /** Since it was last passed over. */
  used: boolean
}

export class ByteBoundedMap<Value> {
  /**
   * In the order in which they may be forgotten. One that was used meanwhile is passed over once, and put behind the others;
   * to put it there at each use made every hit a deletion and an insertion.
   */
  readonly #entries = new Map<string, Entry<Value>>()
  readonly #maxBytes: number
  #bytes = 0
  #hits = 0
  #misses = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  /** What it holds now, and how `get` went so far. */
  get use(): CacheUse {
    return { bytes: this.#bytes, hits: this.#hits, misses: this.#misses }
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) {
      this.#misses++
      return undefined
    }
    this.#hits++
    entry.used = true
    return entry.value
  }

  /** @param bytes - an estimate; what is larger than the whole map is not kept. */
  set(key: string, value: Value, bytes: number): void {
    this.delete(key)
    if (bytes > this.#maxBytes) return
    this.#entries.set(key, { value, bytes, used: false })
    this.#bytes += bytes
    // Whoever is put behind the others comes round again, but is not passed over twice: this ends.
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break
      this.#entries.delete(oldest)
      if (entry.used) this.#entries.set(oldest, { ...entry, used: false })
      else this.#bytes -= entry.bytes
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }

  clear(): void {
    this.#entries.clear()
    this.#bytes = 0
  }
}
