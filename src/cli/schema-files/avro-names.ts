/** The named types that an Avro schema defines, and those that it only uses. Whether it is valid is the registry's to say. */

import type { SchemaNames } from './schema-names.ts'

const builtIn = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'])
const complex = new Set(['record', 'error', 'enum', 'fixed', 'array', 'map'])

export function avroNames(text: string): SchemaNames {
  const needs = new Set<string>()
  const qualified = new Set<string>()
  const provides = new Set<string>()
  let root: unknown
  try {
    root = JSON.parse(text)
  } catch {
    return { needs: [], provides: [], recordName: undefined }
  }
  const pending: [unknown, string][] = [[root, '']]
  // Not recursive: a file may be nested deeper than the stack.
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [schema, namespace] = next
    if (typeof schema === 'string') {
      if (builtIn.has(schema)) continue
      needs.add(fullName(schema, namespace))
      if (schema.includes('.')) qualified.add(schema)
    } else if (Array.isArray(schema)) {
      for (const branch of schema.toReversed()) pending.push([branch, namespace])
    } else if (typeof schema === 'object' && schema !== null) {
      visit(schema as Record<string, unknown>, namespace, provides, pending)
    }
  }
  // A name without a namespace may be one of the null namespace where none of the enclosing one is there.
  const mayBeShort = (name: string) => !qualified.has(name)
  const missing = [...needs].filter(
    (name) => !provides.has(name) && !(mayBeShort(name) && provides.has(shortName(name))),
  )
  return {
    needs: missing,
    unqualified: new Set(missing.filter(mayBeShort)),
    provides: [...provides],
    recordName: rootName(root),
  }
}

function visit(
  schema: Record<string, unknown>,
  outer: string,
  provides: Set<string>,
  pending: [unknown, string][],
): void {
  const { type, name } = schema
  if (typeof type !== 'string' || !complex.has(type)) {
    pending.push([type, outer])
    return
  }
  if (type === 'array') pending.push([schema['items'], outer])
  else if (type === 'map') pending.push([schema['values'], outer])
  else if (typeof name === 'string') {
    const own = ownName(name, schema['namespace'], outer)
    provides.add(own)
    const fields = Array.isArray(schema['fields']) ? schema['fields'] : []
    const namespace = own.slice(0, Math.max(0, own.lastIndexOf('.')))
    for (const field of fields.toReversed())
      if (typeof field === 'object' && field !== null) pending.push([(field as { type?: unknown }).type, namespace])
  }
}

function ownName(name: string, namespace: unknown, outer: string): string {
  return name.includes('.') ? name : fullName(name, typeof namespace === 'string' ? namespace : outer)
}

function fullName(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function rootName(root: unknown): string | undefined {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return undefined
  const { name, namespace } = root as Record<string, unknown>
  return typeof name === 'string' ? ownName(name, namespace, '') : undefined
}
