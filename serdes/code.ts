/** Source of functions that are compiled once and run for every record. */

/**
 * Collects functions and the objects that they use, then compiles them together.
 *
 * Text from a schema (names, symbols, defaults) enters the source only through `literal`, so that no schema can bring
 * code with it.
 */
export class Code {
  readonly #functions: string[] = []
  readonly #constants: unknown[] = []

  /** A name for an object that the functions use. */
  constant(value: unknown): string {
    const known = this.#constants.indexOf(value)
    return `c${known >= 0 ? known : this.#constants.push(value) - 1}`
  }

  /** Reserves a function, so that its own body can call it; the name is given at once. */
  declare(): { name: string; define: (source: string) => void } {
    const index = this.#functions.push('') - 1
    const name = `f${index}`
    return {
      name,
      define: (source) => {
        this.#functions[index] = `function ${name}${source}`
      },
    }
  }

  /** Compiles all functions and gives the named one, called with the parameters that it was written with. */
  compile(entry: string): unknown {
    const names = this.#constants.map((_, index) => `c${index}`)
    const source = `"use strict"\n${this.#functions.join('\n')}\nreturn ${entry}`
    return new Function(...names, source)(...this.#constants)
  }
}

/** Source of an expression that gives an equal value, fresh each time where it is an object. */
export function literal(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(', ')})`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const properties = Object.entries(value).map(([key, item]) => `${propertyName(key)}: ${literal(item)}`)
  return `{ ${properties.join(', ')} }`
}

/** A property name of an object literal; in brackets `__proto__` is a name like any other. */
export function propertyName(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name)
}

/** Reads a property, its own only where every object inherits one of that name. */
export function property(object: string, name: string): string {
  const access = `${object}[${JSON.stringify(name)}]`
  return name in Object.prototype
    ? `(Object.hasOwn(${object}, ${JSON.stringify(name)}) ? ${access} : undefined)`
    : access
}
