/** Where the `$ref`s of a JSON Schema lead, as far as that is out of the file. Whether it is valid is the registry's to say. */

import type { SchemaNames } from './schema-names.ts'

/** Keywords whose value is data, so that `$ref` in it means nothing. */
const dataKeywords = new Set(['enum', 'const', 'default', 'examples'])

export function jsonNames(text: string): SchemaNames {
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return { needs: [], provides: [], recordName: undefined }
  }
  const needs = new Set<string>()
  const ids = new Set<string>()
  const pending: unknown[] = [root]
  // Not recursive: a file may be nested deeper than the stack.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (Array.isArray(next)) pending.push(...next.toReversed())
    else for (const [key, value] of Object.entries(next).reverse()) visitMember(key, value, { needs, ids, pending })
  }
  const { $id, id } = (typeof root === 'object' && root !== null ? root : {}) as Record<string, unknown>
  const name = typeof $id === 'string' ? $id : typeof id === 'string' ? id : undefined
  const own = name?.split('#')[0]
  return { needs: [...needs].filter((one) => !ids.has(one)), provides: own ? [own] : [], recordName: own || undefined }
}

interface Seen {
  needs: Set<string>
  ids: Set<string>
  pending: unknown[]
}

function visitMember(key: string, value: unknown, { needs, ids, pending }: Seen): void {
  if (dataKeywords.has(key)) return
  if (key === '$id' && typeof value === 'string') ids.add(value.split('#')[0] ?? '')
  if (key === '$ref' && typeof value === 'string') {
    const [name = ''] = value.split('#')
    // The drafts' own schemas are known to every registry.
    if (name !== '' && !/^https?:\/\/json-schema\.org\//.test(name)) needs.add(name)
  } else pending.push(value)
}
