/**
 * The clock of everything that is remembered: the sequence of the change log. Nodes that share a database do not talk to
 * each other; each looks at the head of the log, and what has changed since its last look is forgotten.
 *
 * What it promises, for one node with the database within reach:
 * - what was written through this node is seen by every read that begins after the write was answered;
 * - what was written through another node is seen by every read that begins `checkMs` after that;
 * - no read shows less than an earlier read of this node has shown. Therefore whatever was read from the database itself,
 *   and may be newer than what is remembered, is answered only after a look at the head.
 *
 * With the database out of reach, what is remembered is answered until it is `staleMs` old, and refused from then on;
 * only what a schema id means is answered for as long as it takes. Between two looks nobody asks the database anything.
 */

import { registryErrors } from '../errors.ts'
import type { Change, SchemaReads } from '../schema-store.ts'

/** How the caches of a node follow a database that others write too. */
export interface SharedDatabase {
  /** Age up to which what is remembered is answered without a look at the head; 0 looks before every answer. */
  readonly checkMs: number
  /** Age up to which it is answered while the database cannot be reached. */
  readonly staleMs: number
}

interface ChangeClockOptions {
  changes: Pick<SchemaReads, 'findLastSequence' | 'loadChanges'>
  /** Absent where no other process writes to the database: then there is nothing to look for. */
  shared: SharedDatabase | undefined
  /** Milliseconds that only ever count up. */
  uptimeMs: () => number
  /** Forgets what these changes have made untrue; `undefined` stands for changes that nobody can name. */
  forget: (changes: readonly ChangeFacts[] | undefined) => void
}

export type ChangeFacts = Pick<Change, 'operation' | 'target' | 'before' | 'after'>

/** Further behind than this, it is cheaper to forget everything than to read what has changed. */
const maxChanges = 5000
const pageChanges = 1000

/** Who has something else to answer waits no longer than this for the head; the database then counts as out of reach. */
const patienceMs = 1000

/** How often it is looked for while it is out of reach. */
const retryMs = 100

export class ChangeClock {
  readonly #options: ChangeClockOptions
  /** Everything that is remembered is true up to this change; `undefined` before the first look. */
  #sequence: number | undefined
  /** When the last look that succeeded began. */
  #checkedAt = Number.NEGATIVE_INFINITY
  #triedAt = Number.NEGATIVE_INFINITY
  /** Why the last look failed; `undefined` where it did not. */
  #failure: unknown
  #running: Promise<void> | undefined
  /** The look after the one that is running. All who ask meanwhile share it. */
  #next: Promise<void> | undefined

  constructor(options: ChangeClockOptions) {
    this.#options = options
  }

  /**
   * Asked before something is answered from memory.
   *
   * @param lasting - whether it may be answered however old it is, as long as the database cannot be reached.
   * @returns nothing to wait for, nearly always.
   * @throws {RegistryError} `storeUnavailable`, `storeFailed`.
   */
  beforeAnswer(lasting: boolean): Promise<void> | undefined {
    const { shared } = this.#options
    if (!shared) return undefined
    const age = this.#age()
    if (age >= shared.checkMs) return this.#lookOrMakeDo(lasting)
    // Half of the time before somebody would have to wait: under load nobody ever does.
    if (age >= shared.checkMs / 2 && this.#mayTry()) this.#look().catch(() => undefined)
    return undefined
  }

  /**
   * Asked after something was read from the database, before it is answered.
   *
   * @param sequence - the last change when it was read, where that is known. If it is the one up to which everything
   * remembered is true, what was read is no newer, and no look is needed.
   * @throws {RegistryError} `storeUnavailable`, `storeFailed`.
   */
  async afterRead(sequence?: number): Promise<void> {
    if (this.#options.shared && (sequence === undefined || sequence !== this.#sequence)) await this.#look()
  }

  /**
   * Asked before something is decided: what any node wrote until now counts, where the database can be reached.
   *
   * @throws {RegistryError} `storeUnavailable`, `storeFailed`.
   */
  async beforeDecision(): Promise<void> {
    if (this.#options.shared) await this.#lookOrMakeDo(false)
  }

  /**
   * Told what this node has written, before that is answered.
   *
   * @param last - sequence of the last of these changes. Where they follow upon what is known, nobody else has written.
   */
  async afterWrite(changes: readonly ChangeFacts[], last: number | undefined): Promise<void> {
    if (changes.length > 0) this.#options.forget(changes)
    if (!this.#options.shared) return
    if (this.#sequence !== undefined && last === this.#sequence + changes.length) {
      this.#sequence = last
      return
    }
    try {
      // Others may have written before it, and its answer may tell of that.
      await this.#look()
    } catch {
      // The write stands. Nothing that can change is answered from memory before a look has succeeded.
      this.#checkedAt = Number.NEGATIVE_INFINITY
    }
  }

  /** Told where a write may or may not have happened, because its commit was not answered. */
  afterDoubt(): void {
    // On a shared database the log will tell, as it does of what others write.
    if (!this.#options.shared) this.#options.forget(undefined)
  }

  #age(): number {
    return this.#options.uptimeMs() - this.#checkedAt
  }

  async #lookOrMakeDo(lasting: boolean): Promise<void> {
    const mayMakeDo = () => lasting || this.#age() <= (this.#options.shared?.staleMs ?? 0)
    try {
      // One of many looks for a lost database anew; the others need not wait for what the last look has shown.
      if (this.#failure !== undefined && !this.#mayTry()) throw this.#failure
      await (mayMakeDo() ? this.#lookPatiently() : this.#look())
    } catch (error) {
      if (!mayMakeDo()) throw error
    }
  }

  #mayTry(): boolean {
    if (this.#running) return false
    return this.#failure === undefined || this.#options.uptimeMs() - this.#triedAt >= retryMs
  }

  /** Gives up waiting, not the look: that goes on, and tells its outcome itself. */
  async #lookPatiently(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#failure = registryErrors.storeUnavailable('the database does not answer in time')
        reject(this.#failure)
      }, patienceMs)
    })
    try {
      await Promise.race([this.#look(), tooLate])
    } finally {
      clearTimeout(timer)
    }
  }

  /** A look that begins now or later: one that is running may have read the head already. */
  #look(): Promise<void> {
    if (!this.#running) return this.#start()
    this.#next ??= this.#running.catch(() => undefined).then(() => this.#running ?? this.#start())
    return this.#next
  }

  #start(): Promise<void> {
    this.#next = undefined
    const look = this.#readHead().finally(() => {
      this.#running = undefined
    })
    this.#running = look
    return look
  }

  async #readHead(): Promise<void> {
    const { changes: log, forget } = this.#options
    const startedAt = this.#options.uptimeMs()
    this.#triedAt = startedAt
    try {
      const known = this.#sequence
      const head = await log.findLastSequence()
      if (known === undefined || head < known) {
        // The first look, or the database was put back to what it was earlier.
        forget(undefined)
        this.#sequence = head
      } else if (head > known) {
        const changes = head - known > maxChanges ? undefined : await this.#changesSince(known, head)
        forget(changes)
        // Meanwhile this node may have written more.
        this.#sequence = Math.max(this.#sequence ?? 0, changes?.at(-1)?.sequence ?? head)
      }
      this.#checkedAt = startedAt
      this.#failure = undefined
    } catch (error) {
      this.#failure = error
      throw error
    }
  }

  /** @returns `undefined` where some are missing: then nobody can say what has changed. */
  async #changesSince(known: number, head: number): Promise<Change[] | undefined> {
    const changes: Change[] = []
    let last = known
    while (last < head) {
      const page = await this.#options.changes.loadChanges(last, pageChanges)
      changes.push(...page)
      const next = page.at(-1)?.sequence ?? last
      if (next !== last + page.length || page.length === 0) return undefined
      last = next
    }
    return changes
  }
}
