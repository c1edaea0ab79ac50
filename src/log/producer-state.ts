/**
 * Which batches each idempotent producer has written to a partition: what makes a retried batch a duplicate and a gap an
 * error (KIP-98; the window of five and its rules are those of Apache Kafka's ProducerStateManager). No I/O, no clock.
 */

/** Sequences run from 0 to 2^31 - 1 and start again at 0. */
const SEQUENCES = 2 ** 31

/** A client keeps at most five requests in flight, so no retry is older than the last five batches. */
const WINDOW = 5

/** A batch that a producer wrote, as a duplicate of it is recognised and answered. */
export interface ProducerBatch {
  readonly firstSequence: number
  readonly lastSequence: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: bigint
}

/** Never changed, only replaced: whoever holds one can put it back. */
export interface ProducerEntry {
  readonly producerEpoch: number
  /** The only first sequence that this epoch may send next. */
  readonly nextSequence: number
  /** The last batches of this epoch, oldest first. */
  readonly batches: readonly ProducerBatch[]
  /** Last sign of life by the broker's clock; timestamps of records may be years old and would expire at once. */
  readonly usedAtMs: number
}

/** The header fields that concern a producer. */
export interface ProducerHeader {
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly lastOffsetDelta: number
  readonly maxTimestamp: bigint
  readonly isControl: boolean
}

export type ProducerVerdict =
  | { readonly kind: 'append' }
  | { readonly kind: 'duplicate'; readonly original: ProducerBatch }
  | { readonly kind: 'outOfOrderSequence'; readonly expected: number }
  | { readonly kind: 'invalidProducerEpoch'; readonly current: number }

/** What `apply` changed, for `undo`. */
export interface ProducerUndo {
  readonly producerId: bigint
  readonly before: ProducerEntry | undefined
  readonly after: ProducerEntry
}

const append: ProducerVerdict = { kind: 'append' }

/**
 * Producers that a partition remembers at once. A client chooses its id itself, so the number must have a bound; a producer
 * that was forgotten goes on as one whose state has expired.
 */
export const MAX_PRODUCERS = 50_000

export class ProducerState {
  readonly #entries: Map<bigint, ProducerEntry>

  constructor(entries: Iterable<readonly [bigint, ProducerEntry]> = []) {
    this.#entries = new Map(entries)
  }

  get size(): number {
    return this.#entries.size
  }

  entries(): IterableIterator<[bigint, ProducerEntry]> {
    return this.#entries.entries()
  }

  /** Highest id that is remembered; -1 where none is. */
  get highestId(): bigint {
    let highest = -1n
    for (const producerId of this.#entries.keys()) if (producerId > highest) highest = producerId
    return highest
  }

  /** Offsets of the last batch of each. */
  get lastOffsets(): ReadonlySet<number> {
    const offsets = new Set<number>()
    for (const { batches } of this.#entries.values()) offsets.add(batches.at(-1)?.lastOffset ?? -1)
    return offsets
  }

  find(producerId: bigint): ProducerEntry | undefined {
    return this.#entries.get(producerId)
  }

  /** Says what must happen to a batch. Markers and batches without a producer id are always appended. */
  check(header: ProducerHeader): ProducerVerdict {
    if (header.producerId < 0n || header.isControl) return append
    const entry = this.#entries.get(header.producerId)
    // The state may have expired, so a producer that nobody remembers may go on with any sequence.
    if (entry === undefined) return append
    if (header.producerEpoch < entry.producerEpoch) {
      return { kind: 'invalidProducerEpoch', current: entry.producerEpoch }
    }
    if (header.producerEpoch > entry.producerEpoch) {
      return header.baseSequence === 0 || entry.producerEpoch < 0 ? append : { kind: 'outOfOrderSequence', expected: 0 }
    }
    const lastSequence = sequenceAfter(header.baseSequence, header.lastOffsetDelta)
    const original = entry.batches.find(
      (batch) => batch.firstSequence === header.baseSequence && batch.lastSequence === lastSequence,
    )
    if (original !== undefined) return { kind: 'duplicate', original }
    return header.baseSequence === entry.nextSequence
      ? append
      : { kind: 'outOfOrderSequence', expected: entry.nextSequence }
  }

  /** Remembers a batch that is being appended, or is found in the log; `undefined` where it has no producer. */
  apply(header: ProducerHeader, baseOffset: number, nowMs: number): ProducerUndo | undefined {
    if (header.producerId < 0n) return undefined
    const before = this.#entries.get(header.producerId)
    const after = header.isControl ? afterMarker(before, header, nowMs) : afterBatch(before, header, baseOffset, nowMs)
    // The order of a Map is that of insertion: whoever wrote last stands last, and the first is forgotten first.
    this.#entries.delete(header.producerId)
    this.#entries.set(header.producerId, after)
    if (this.#entries.size > MAX_PRODUCERS) this.#entries.delete(this.#entries.keys().next().value ?? -1n)
    return { producerId: header.producerId, before, after }
  }

  /**
   * Takes back a batch that could not be stored; the newest first. A producer that was unknown before stays known by the
   * sequence that failed: otherwise its next batch in flight would be taken for a first one, and the retry for a gap.
   */
  undo({ producerId, before, after }: ProducerUndo): void {
    const firstSequence = after.batches.at(-1)?.firstSequence ?? 0
    this.#entries.set(producerId, before ?? { ...after, nextSequence: firstSequence, batches: [] })
  }

  /** Forgets producers that have not written since `beforeMs`. */
  expire(beforeMs: number): void {
    for (const [producerId, entry] of this.#entries) {
      if (entry.usedAtMs < beforeMs) this.#entries.delete(producerId)
    }
  }
}

function afterBatch(
  before: ProducerEntry | undefined,
  { producerEpoch, baseSequence, lastOffsetDelta, maxTimestamp }: ProducerHeader,
  baseOffset: number,
  nowMs: number,
): ProducerEntry {
  const batch = {
    firstSequence: baseSequence,
    lastSequence: sequenceAfter(baseSequence, lastOffsetDelta),
    firstOffset: baseOffset,
    lastOffset: baseOffset + lastOffsetDelta,
    maxTimestamp,
  }
  const window = before?.producerEpoch === producerEpoch ? before.batches.slice(1 - WINDOW) : []
  return {
    producerEpoch,
    nextSequence: sequenceAfter(batch.lastSequence, 1),
    batches: [...window, batch],
    usedAtMs: nowMs,
  }
}

/** A marker with a newer epoch fences the producer: sequences start again at 0. With the same epoch they run on. */
function afterMarker(before: ProducerEntry | undefined, header: ProducerHeader, nowMs: number): ProducerEntry {
  if (before !== undefined && before.producerEpoch >= header.producerEpoch) return { ...before, usedAtMs: nowMs }
  return { producerEpoch: header.producerEpoch, nextSequence: 0, batches: [], usedAtMs: nowMs }
}

function sequenceAfter(sequence: number, count: number): number {
  return (sequence + count) % SEQUENCES
}
