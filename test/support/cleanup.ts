/** Cleaning up after a test in reverse: what was opened last is closed first, as a client before its server. */

import type { TestContext } from 'node:test'

type Work = () => unknown

const stacks = new WeakMap<TestContext, Work[]>()

/** Runs `work` when the test is over. The runner's own `after` goes first in, first out. */
export function cleanUp(t: TestContext, work: Work): void {
  const known = stacks.get(t)
  if (known) {
    known.push(work)
    return
  }
  const stack = [work]
  stacks.set(t, stack)
  t.after(async () => {
    for (const one of stack.reverse()) await one()
  })
}
