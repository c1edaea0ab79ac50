/** A process of its own that runs a few lines, and its output line by line. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

export interface Child {
  /** The next line, or `undefined` when the output has ended. */
  line(): Promise<string | undefined>
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Waits for its own end. */
  end(): Promise<number | null>
}

/** @param source - the body of a module; `root` is the address of the repository. */
export function runChild(t: TestContext, source: string): Child {
  const root = new URL('../../', import.meta.url).href
  const program = `const root = ${JSON.stringify(root)}\n${source}`
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=source', '--input-type=module-typescript', '--eval', program],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  t.after(() => child.kill('SIGKILL'))
  if (!child.stdout) throw new Error('the child has no output')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    line: async () => (await lines.next()).value,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    end: async () => (await ended)[0],
  }
}
