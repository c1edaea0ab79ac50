/**
 * Threads for questions that need much work, so that the event loop goes on meanwhile: few, started when they are
 * needed, ended when they have been idle, and replaced when a question takes longer than it may.
 */

import { Worker } from 'node:worker_threads'
import { registryErrors } from '../errors.ts'
import type { Question } from './questions.ts'
import type { ThreadAnswer } from './thread.ts'

/** A second one, so that a schema built to take long does not hold up everybody else's. */
const maxThreads = 2
/** Questions that wait; each holds no more than the texts of its request. */
const maxWaiting = 100
/** A thread holds some 20 MB; after this time without work it is given back. */
const idleMs = 30_000
/** Memory in which the largest schema that a request may bring is read and compared; beyond it the thread ends. */
const heapMegabytes = 512

/** This file and the thread's end alike: in TypeScript from source, in JavaScript as published. */
const entry = new URL(import.meta.url.replace(/threads(\.[jt]s)$/, 'thread$1'))

interface Job {
  readonly question: Question
  readonly askedAt: number
  startedAt: number
  readonly timer: NodeJS.Timeout
  resolve(value: unknown): void
  reject(error: unknown): void
}

interface Thread {
  readonly worker: Worker
  job: Job | undefined
  idle: NodeJS.Timeout | undefined
}

export class SchemaThreads {
  readonly #threads = new Set<Thread>()
  readonly #waiting: Job[] = []
  readonly #limitMs: number
  #closed = false

  /** @param limitMs - what a refusal names as the time that a request may take. */
  constructor(limitMs: number) {
    this.#limitMs = limitMs
  }

  /**
   * @param timeoutMs - from now on, waiting included.
   * @throws {RegistryError} `schemaTakesTooLong`, `schemaThreadsBusy`.
   */
  ask(question: Question, timeoutMs: number): Promise<unknown> {
    if (this.#closed || this.#waiting.length >= maxWaiting) throw registryErrors.schemaThreadsBusy()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(job), Math.max(0, timeoutMs))
      const job: Job = {
        question,
        askedAt: performance.now(),
        startedAt: 0,
        timer,
        resolve(value) {
          clearTimeout(timer)
          resolve(value)
        },
        reject(error) {
          clearTimeout(timer)
          reject(error)
        },
      }
      this.#waiting.push(job)
      this.#next()
    })
  }

  /** Whoever waits for an answer gets none. */
  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#waiting.splice(0)) job.reject(registryErrors.schemaThreadsBusy())
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, registryErrors.schemaThreadsBusy())))
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread()
      const job = thread && this.#waiting.shift()
      if (!job) return
      clearTimeout(thread.idle)
      thread.job = job
      job.startedAt = performance.now()
      // A process that only waits for an answer waits; one that has nothing to wait for may end.
      thread.worker.ref()
      thread.worker.postMessage(job.question)
    }
  }

  #freeThread(): Thread | undefined {
    for (const thread of this.#threads) if (!thread.job) return thread
    return this.#threads.size < maxThreads ? this.#start() : undefined
  }

  #start(): Thread {
    // Neither flags nor arguments of this process mean anything there.
    const worker = new Worker(entry, {
      execArgv: [],
      argv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    })
    const thread: Thread = { worker, job: undefined, idle: undefined }
    worker.on('message', (answer: ThreadAnswer) => {
      const { job } = thread
      if (answer === 'ready') {
        // Starting is not the fault of the schema that it was started for.
        job?.timer.refresh()
        return
      }
      this.#rest(thread)
      if ('value' in answer) job?.resolve(answer.value)
      else job?.reject(answer.error)
      this.#next()
    })
    // Out of memory, for one: the thread is gone, its question with it.
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const tooLarge = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      void this.#end(thread, tooLarge ? registryErrors.schemaTakesTooMuch(heapMegabytes).because(error) : error)
    })
    this.#threads.add(thread)
    return thread
  }

  #rest(thread: Thread): void {
    thread.job = undefined
    thread.worker.unref()
    thread.idle = setTimeout(() => void this.#end(thread), idleMs)
    thread.idle.unref()
  }

  #giveUp(job: Job): void {
    const at = this.#waiting.indexOf(job)
    if (at >= 0) {
      this.#waiting.splice(at, 1)
      job.reject(registryErrors.schemaThreadsBusy())
      return
    }
    const thread = [...this.#threads].find((other) => other.job === job)
    const worked = performance.now() - job.startedAt
    const isBusy = worked < job.startedAt - job.askedAt
    const reason = isBusy ? registryErrors.schemaThreadsBusy() : registryErrors.schemaTakesTooLong(this.#limitMs)
    if (thread) void this.#end(thread, reason)
  }

  async #end(thread: Thread, reason?: unknown): Promise<void> {
    clearTimeout(thread.idle)
    this.#threads.delete(thread)
    const { job } = thread
    thread.job = undefined
    job?.reject(reason)
    this.#next()
    await thread.worker.terminate()
  }
}
