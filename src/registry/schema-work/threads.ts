/**
 * Threads for questions that need much work, so that the event loop goes on meanwhile: few, started when they are
 * needed, ended when they have been idle, and replaced when a question takes longer than it may.
 */

import { Worker } from 'node:worker_threads'
import { registryErrors } from '../errors.ts'
import type { Question } from './questions.ts'
import type { ThreadAnswer } from './thread.ts'
import { cpuMsOf, type WorkTime } from './work-time.ts'

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

/** In a checkout `@schemalog/serdes`, with which explanations try what they say, is the source next door. */
const conditions = entry.pathname.endsWith('.ts') ? ['--conditions=schemalog-source'] : []

interface Job {
  readonly question: Question
  readonly time: WorkTime
  timer: NodeJS.Timeout
  resolve(value: unknown): void
  reject(error: unknown): void
}

interface Thread {
  readonly worker: Worker
  job: Job | undefined
  idle: NodeJS.Timeout | undefined
  /** What the processor had spent on it when it last had nothing to do; `undefined` until it has started. */
  restedAtMs: number | undefined
}

/** Asks another thread what the processor has spent on it so far. Also where it is in the middle of a regular expression. */
type CpuMsOf = (worker: Worker) => Promise<number>

const askProcessor: CpuMsOf = async (worker) => cpuMsOf(await worker.cpuUsage())

/** Time is not asked for more often than this. */
const shortestLookMs = 10

export class SchemaThreads {
  readonly #threads = new Set<Thread>()
  readonly #waiting: Job[] = []
  readonly #cpuMsOf: CpuMsOf
  #closed = false

  constructor(cpuMsOf: CpuMsOf = askProcessor) {
    this.#cpuMsOf = cpuMsOf
  }

  /**
   * @param time - of the request; what the answer takes is spent. A thread is waited for as long on the clock.
   * @throws {RegistryError} `schemaTakesTooLong`, `schemaTakesTooMuch`, `schemaThreadsBusy`.
   */
  async ask(question: Question, time: WorkTime): Promise<unknown> {
    time.refuseWhenSpent()
    if (this.#closed || this.#waiting.length >= maxWaiting) throw registryErrors.schemaThreadsBusy()
    return new Promise((resolve, reject) => {
      const waitMs = Math.min(time.limitMs, time.untilEndMs)
      const job: Job = { question, time, timer: setTimeout(() => this.#leave(job), waitMs), resolve, reject }
      this.#waiting.push(job)
      this.#next()
    })
  }

  /** Whoever waits for an answer gets none. */
  async close(): Promise<void> {
    this.#closed = true
    for (const job of this.#waiting.splice(0)) refuse(job, registryErrors.schemaThreadsBusy())
    await Promise.all([...this.#threads].map((thread) => this.#end(thread, registryErrors.schemaThreadsBusy())))
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freeThread()
      const job = thread && this.#waiting.shift()
      if (!job) return
      clearTimeout(thread.idle)
      thread.job = job
      // Starting is not the fault of the schema that it was started for.
      if (thread.restedAtMs === undefined) this.#endInTime(thread, job)
      else this.#watch(thread, job)
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
      execArgv: conditions,
      argv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    })
    const thread: Thread = { worker, job: undefined, idle: undefined, restedAtMs: undefined }
    worker.on('message', (answer: ThreadAnswer) => {
      const { job, restedAtMs = answer.cpuMs } = thread
      thread.restedAtMs = answer.cpuMs
      if ('ready' in answer) {
        if (job) this.#watch(thread, job)
        return
      }
      job?.time.spend(answer.cpuMs - restedAtMs)
      this.#rest(thread)
      clearTimeout(job?.timer)
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

  /** Nobody had time for it. */
  #leave(job: Job): void {
    const at = this.#waiting.indexOf(job)
    if (at < 0) return
    this.#waiting.splice(at, 1)
    job.reject(registryErrors.schemaThreadsBusy())
  }

  /** Looks after a job when it can first have used up its time, which on a busy machine is too early. */
  #watch(thread: Thread, job: Job, leftMs = job.time.leftMs): void {
    const afterMs = Math.min(Math.max(leftMs, shortestLookMs), job.time.untilEndMs)
    clearTimeout(job.timer)
    job.timer = setTimeout(() => void this.#look(thread, job), afterMs)
  }

  async #look(thread: Thread, job: Job): Promise<void> {
    const { time } = job
    // A thread that cannot even say what it has spent is ended by the clock.
    this.#endInTime(thread, job)
    const cpuMs = await this.#cpuMsOf(thread.worker).catch(() => undefined)
    if (thread.job !== job || cpuMs === undefined) return
    const leftMs = time.leftMs - (cpuMs - (thread.restedAtMs ?? 0))
    if (leftMs <= 0) void this.#end(thread, registryErrors.schemaTakesTooLong(time.limitMs))
    else if (time.untilEndMs > 0) this.#watch(thread, job, leftMs)
  }

  #endInTime(thread: Thread, job: Job): void {
    clearTimeout(job.timer)
    job.timer = setTimeout(() => void this.#end(thread, registryErrors.schemaThreadsBusy()), job.time.untilEndMs)
  }

  async #end(thread: Thread, reason?: unknown): Promise<void> {
    clearTimeout(thread.idle)
    this.#threads.delete(thread)
    const { job } = thread
    thread.job = undefined
    if (job) refuse(job, reason)
    this.#next()
    await thread.worker.terminate()
  }
}

function refuse(job: Job, reason: unknown): void {
  clearTimeout(job.timer)
  job.reject(reason)
}
