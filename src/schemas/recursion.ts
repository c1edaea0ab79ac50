/**
 * Recursion without the call stack: a computation is a generator that yields the computations whose results it needs.
 *
 * Comparing two schemas goes as deep as chains of definitions are long, thousands of levels in real ones, and the call
 * stack of a thread ends before that.
 */
export interface Computation<Result> extends Generator<Computation<unknown>, Result, unknown> {}

/** Carries out an inner computation: `const outcome = yield* resultOf(this.#compare(a, b))`. */
export function* resultOf<Result>(computation: Computation<Result>): Computation<Result> {
  // What the driver sends back is the result of the computation that it was given.
  return (yield computation) as Result
}

/** Runs a computation and all that it calls for, on a stack in memory. */
export function run<Result>(computation: Computation<Result>): Result {
  const outer: Computation<unknown>[] = []
  let current: Computation<unknown> = computation
  let value: unknown
  for (;;) {
    const step = current.next(value)
    if (!step.done) {
      outer.push(current)
      current = step.value
      value = undefined
      continue
    }
    const caller = outer.pop()
    // The outermost computation is the one that was given, so this is its result.
    if (!caller) return step.value as Result
    current = caller
    value = step.value
  }
}
