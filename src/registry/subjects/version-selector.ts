/** The version in a path: a number, `latest`, or -1 which means the same. */

import { registryErrors } from '../errors.ts'

/** A version as written in a path: a number, `latest`, or -1 for the same. Anything else is 42202. */
export type VersionSelector = number | string

export const latest = -1

const maxVersion = 2 ** 31 - 1

/** @returns a version from 1 on, or `latest`. */
export function parseVersion(selector: VersionSelector): number {
  const text = String(selector).trim().toLowerCase()
  if (text === 'latest') return latest
  const version = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (version === latest || (version >= 1 && version <= maxVersion)) return version
  throw registryErrors.invalidVersion(String(selector))
}
