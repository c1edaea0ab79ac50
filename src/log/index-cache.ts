/** Index files that were read, bounded by bytes over all partitions; the least recently used ones are dropped. */

/** The content of a segment's two index files. */
export interface IndexBytes {
  readonly offsets: Buffer
  readonly times: Buffer
}

export class IndexCache {
  readonly #limitBytes: number
  /** Keyed by the index itself, in order of use. */
  readonly #entries = new Map<object, IndexBytes>()
  #sizeInBytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get sizeInBytes(): number {
    return this.#sizeInBytes
  }

  find(index: object): IndexBytes | undefined {
    const entry = this.#entries.get(index)
    if (entry !== undefined) {
      this.#entries.delete(index)
      this.#entries.set(index, entry)
    }
    return entry
  }

  put(index: object, entry: IndexBytes): void {
    this.drop(index)
    this.#entries.set(index, entry)
    this.#sizeInBytes += weightOf(entry)
    for (const [oldest] of this.#entries) {
      if (this.#sizeInBytes <= this.#limitBytes) break
      this.drop(oldest)
    }
  }

  drop(index: object): void {
    const entry = this.#entries.get(index)
    if (entry === undefined) return
    this.#entries.delete(index)
    this.#sizeInBytes -= weightOf(entry)
  }
}

/** Ten thousand empty indexes weigh something too. */
function weightOf({ offsets, times }: IndexBytes): number {
  return offsets.length + times.length + 256
}
