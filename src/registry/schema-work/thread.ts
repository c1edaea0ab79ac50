/** What runs in a thread beside the event loop: it answers one question after another. */

import { parentPort } from 'node:worker_threads'
import { schemaFormats } from '../../schemas/index.ts'
import { type Question, SchemaQuestions, typeOf } from './questions.ts'
import { threadCpuMs } from './work-time.ts'

/** Room for two of the largest schemas that a request may bring, and for what they are compared with. */
const cacheBytes = 64 * 1024 * 1024

/** What comes back: that it can begin, an answer, or what went wrong where nothing may; and the time that all took until then. */
export type ThreadAnswer = { readonly cpuMs: number } & (
  | { readonly ready: true }
  | { readonly value: unknown }
  | { readonly error: unknown }
)

const questions = new SchemaQuestions(schemaFormats, cacheBytes)

parentPort?.on('message', async (question: Question) => parentPort?.postMessage(await answer(question)))
parentPort?.postMessage({ ready: true, cpuMs: threadCpuMs() } satisfies ThreadAnswer)

async function answer(question: Question): Promise<ThreadAnswer> {
  try {
    await questions.load(typeOf(question))
    return { value: await questions.answer(question), cpuMs: threadCpuMs() }
  } catch (error) {
    return { error, cpuMs: threadCpuMs() }
  }
}
