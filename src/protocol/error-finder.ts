/** The error codes of a response, at the places that its declaration has for them. */

import type { AnyApi, ResponseInput } from './define-api.ts'
import { errorCodes } from './error-codes.ts'
import type { Fields } from './layout.ts'
import type { Loose } from './struct-codec.ts'

type Finder = (value: Loose) => number

/**
 * Compiled once for an API: most fields of most responses hold no error, and are not looked at.
 *
 * @returns a function that gives the first error code in a response, that of the whole before those of its parts; 0
 *   (NONE) where there is none.
 */
export function errorFinder<A extends AnyApi>(api: A): (response: ResponseInput<A>) => number {
  const find = structFinder(api.responseFields)
  return (response) => find?.(response) ?? errorCodes.NONE
}

/** @returns nothing for a struct that has no place for an error. */
function structFinder(fields: Fields): Finder | undefined {
  const hasOwn = 'errorCode' in fields
  const parts = Object.entries(fields).flatMap(([name, { type }]) => {
    // A type knows that it has fields, and not of what kind: that would make layout and wire types import each other.
    const find = type.fields && structFinder(type.fields as Fields)
    return find ? [{ name, find }] : []
  })
  if (!hasOwn && parts.length === 0) return undefined
  return (value) => {
    if (hasOwn && typeof value.errorCode === 'number' && value.errorCode !== errorCodes.NONE) return value.errorCode
    for (const { name, find } of parts) {
      const errorCode = firstOf(value[name], find)
      if (errorCode !== errorCodes.NONE) return errorCode
    }
    return errorCodes.NONE
  }
}

/** @param value - a struct, an array of them, or null. */
function firstOf(value: unknown, find: Finder): number {
  if (typeof value !== 'object' || value === null) return errorCodes.NONE
  // Every field that has inner fields holds structs.
  if (!Array.isArray(value)) return find(value as Loose)
  for (const item of value) {
    const errorCode = find(item)
    if (errorCode !== errorCodes.NONE) return errorCode
  }
  return errorCodes.NONE
}
