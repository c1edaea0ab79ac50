/**
 * Regular expressions of schemas. The reference reads them as Java does; JavaScript's dialect is close, and a pattern
 * that only Java understands counts as valid and matches nothing here.
 *
 * Patterns and names both come from whoever registers a schema, so a search may be built to take for ever. One that
 * could is run under a clock; all others take polynomial time that is small for the lengths at hand.
 */
import { type Context, createContext, Script } from 'node:vm'
import { CheckLimitReached } from '../limits.ts'

/** Length up to which names are searched, and up to which a pattern unknown to JavaScript is looked at for mistakes. */
const longest = { name: 1000, judgedPattern: 5000 }

/** Work up to which a search needs no guard. */
const unguardedSteps = 1_000_000

/** What the slow ones among the guarded searches of one check may take together, and what counts as slow. */
const guardedMs = { all: 500, slow: 10 }

/** What one search counts for beside the comparison of two schemas: most of it is the guard. */
export const stepsForSearch = 20

/** False only where the pattern is broken in Java's dialect as well as in JavaScript's. */
export function isCompilable(pattern: string): boolean {
  return compile(pattern) !== undefined || pattern.length > longest.judgedPattern || !isBroken(pattern)
}

/** Whether JavaScript understands the pattern, so that it can be searched with. */
export function isSearchable(pattern: string): boolean {
  return compile(pattern) !== undefined
}

function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags)
    } catch {
      // Tried again without `u`, which forbids escapes that have no meaning.
    }
  }
  return undefined
}

/** Whether brackets do not match or a quantifier has nothing before it: what no dialect accepts. */
function isBroken(pattern: string): boolean {
  const plain = pattern.replace(/\\Q.*?(\\E|$)/gs, 'x').replace(/\\./gs, 'x')
  if (plain.endsWith('\\')) return true
  const withoutClasses = plain.replace(/\[\^?\]?[^\]]*\]/g, 'x')
  if (withoutClasses.includes('[') || /(^|[(|])[*+?](?<!\(\?)/.test(withoutClasses)) return true
  let depth = 0
  for (const character of withoutClasses) {
    if (character === '(') depth++
    else if (character === ')' && --depth < 0) return true
  }
  return depth > 0
}

/** The searches of one check. */
export class PatternSearch {
  readonly #compiled = new Map<string, RegExp | undefined>()
  #context: Context | undefined
  #remainingMs = guardedMs.all

  /**
   * Whether `pattern` is found anywhere in `name`. A name of more than 1,000 characters is found by no pattern.
   *
   * @throws {CheckLimitReached} when the searches of this check have taken too long.
   */
  finds(pattern: string, name: string): boolean {
    let compiled = this.#compiled.get(pattern)
    if (!compiled && !this.#compiled.has(pattern)) {
      compiled = compile(pattern)
      this.#compiled.set(pattern, compiled)
    }
    if (!compiled || name.length > longest.name) return false
    return isCheap(pattern, name) ? test(compiled, name) : this.#guardedTest(compiled, name)
  }

  #guardedTest(pattern: RegExp, name: string): boolean {
    this.#context ??= createContext({ pattern, name })
    this.#context['pattern'] = pattern
    this.#context['name'] = name
    const begin = performance.now()
    try {
      return search.runInContext(this.#context, { timeout: Math.ceil(this.#remainingMs) }) === true
    } catch (error) {
      throw new CheckLimitReached(`searching property names for '${pattern.source}' takes too long`, { cause: error })
    } finally {
      const elapsed = performance.now() - begin
      // Ordinary searches are free, or a busy machine would decide on verdicts.
      if (elapsed > guardedMs.slow) this.#remainingMs = Math.max(1, this.#remainingMs - elapsed)
    }
  }
}

function test(pattern: RegExp, name: string): boolean {
  try {
    return pattern.test(name)
  } catch {
    // Only now did the engine find the pattern too large.
    return false
  }
}

const search = new Script('pattern.test(name)')

/** Without repeated groups and back references, time grows with the name's length to the power of the quantifiers. */
function isCheap(pattern: string, name: string): boolean {
  if (/\)[*+?{]|\\[1-9k]/.test(pattern)) return false
  const quantifiers = pattern.match(/[*+?{]/g)?.length ?? 0
  return name.length ** (quantifiers + 1) <= unguardedSteps
}
