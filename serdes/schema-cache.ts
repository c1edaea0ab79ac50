/** What a registry answered: schemas by id for ever, bounded by bytes, and misses for a short time. */

/** Least recently used entries leave when the bytes of all together pass the bound. */
export class ByteCache<Value> {
  readonly #entries = new Map<string, { value: Value; bytes: number }>()
  readonly #maxBytes: number
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    // A Map keeps the order of insertion: the end is what was used last.
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Keeps the value, unless it alone is over the bound. */
  set(key: string, value: Value, bytes: number): void {
    this.#delete(key)
    if (bytes > this.#maxBytes) return
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#delete(oldest)
    }
  }

  #delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }
}

/** Misses that are remembered at once; a flood of records with made-up ids must not fill the memory. */
const maxMisses = 10_000

/** Errors that would come again: asking in vain over and over costs one request for each time to live. */
export class MissCache<Failure> {
  readonly #misses = new Map<string, { failure: Failure; until: number }>()
  readonly #ttlMs: number
  readonly #now: () => number

  constructor(ttlMs: number, now: () => number) {
    this.#ttlMs = ttlMs
    this.#now = now
  }

  get(key: string): Failure | undefined {
    const miss = this.#misses.get(key)
    if (miss === undefined) return undefined
    if (this.#now() < miss.until) return miss.failure
    this.#misses.delete(key)
    return undefined
  }

  set(key: string, failure: Failure): void {
    this.#misses.delete(key)
    this.#misses.set(key, { failure, until: this.#now() + this.#ttlMs })
    for (const oldest of this.#misses.keys()) {
      if (this.#misses.size <= maxMisses) break
      this.#misses.delete(oldest)
    }
  }

  /** Something was registered: what was missing may be there now. */
  clear(): void {
    this.#misses.clear()
  }
}
