/** How differences are put into words. */
import { printJson, withSortedKeys } from '../../json-print.ts'
import type { JsonNode } from '../../json-text.ts'
import type { AvroProperties } from '../model.ts'
import { listWords, valueWords } from './words.ts'

export const logicalAttributes: ReadonlySet<string> = new Set(['logicalType', 'precision', 'scale'])

/** `timestamp-millis`, `decimal(9, 2)`. */
export function logicalTypeWords(properties: AvroProperties): string | undefined {
  const name = properties.get('logicalType')
  if (name?.type !== 'string') return undefined
  const parameters = ['precision', 'scale'].flatMap((key) => {
    const value = properties.get(key)
    return value ? [valueWords(value)] : []
  })
  return parameters.length === 0 ? name.value : `${name.value}(${parameters.join(', ')})`
}

export const orderWords = { ascending: 'ascending', descending: 'descending', ignore: 'regardless of it' } as const

export function defaultWords(was: string | undefined, is: string | undefined): string {
  if (was === undefined) return `added: ${is}`
  return is === undefined ? `removed (it was ${was})` : `${was} and is now ${is}`
}

export function gainedAndLost(gained: readonly string[], lost: readonly string[]): string {
  const parts = [gained.length > 0 && `${listWords(gained)} added`, lost.length > 0 && `${listWords(lost)} removed`]
  return parts.filter((part) => part !== false).join(', ')
}

export function spaceWords(namespace: string | undefined): string {
  return namespace === undefined ? 'no namespace' : `namespace ${namespace}`
}

export function verbFor(before: unknown, after: unknown): string {
  return before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
}

export function sameValue(a: JsonNode | undefined, b: JsonNode | undefined): boolean {
  const printed = (node: JsonNode | undefined) => node && printJson(withSortedKeys(node), 'decimal')
  return a === b || printed(a) === printed(b)
}
