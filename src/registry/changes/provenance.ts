/** Provenance as clients send it: what each part may be. */

import { registryErrors } from '../errors.ts'
import type { Provenance } from './change.ts'

type Part = keyof Provenance

/** Far more than anybody needs, so that no log is filled with it. */
const longest: Record<Part, number> = { author: 255, commit: 128, repository: 512, pullRequest: 512, run: 2048 }

export const provenanceParts = Object.keys(longest) as Part[]

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/

/**
 * Blank parts are left out.
 *
 * @returns `undefined` where nothing is left.
 * @throws {RegistryError} `invalidProvenance`.
 */
export function readProvenance(given: Readonly<Partial<Record<Part, string | undefined>>>): Provenance | undefined {
  const read: Partial<Record<Part, string>> = {}
  for (const part of provenanceParts) {
    const value = given[part]?.trim()
    if (!value) continue
    const fault = faultOf(part, value)
    if (fault) throw registryErrors.invalidProvenance(part, fault)
    read[part] = value
  }
  return Object.keys(read).length > 0 ? read : undefined
}

function faultOf(part: Part, value: string): string | undefined {
  if (value.length > longest[part]) return `it is longer than ${longest[part]} characters`
  if (controlCharacters.test(value) || !value.isWellFormed()) return 'it has control characters'
  if (part === 'commit' && /\s/.test(value)) return 'it has blanks'
  if (part === 'run' && !(URL.canParse(value) && /^https?:/i.test(value))) return 'it is not an http or https URL'
  return undefined
}
