/** `/contexts/{context}/…`: the context moves into the names in the rest of the path and in the query. */

import { httpErrors } from './errors.ts'

/** A name that says in which context it is, or that it means all of them. */
const qualified = /^:(\.|\*:)/
const nameHolders: ReadonlySet<string> = new Set(['subjects', 'deks'])
const settingsRoots: ReadonlySet<string> = new Set(['config', 'mode'])
const listsByPrefix: ReadonlySet<string> = new Set(['schemas', 'subjects', 'dek-registry/v1/keks'])
const writes: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])
/** Ours: the names are in the body, or the context is what is asked for. */
const registrations = 'schemalog/v1/registrations'
const changes = 'schemalog/v1/changes'

/**
 * Folds the context into a URL, so that no route needs to know of it.
 *
 * The context may be written `ctx`, `.ctx` or `:.ctx:`. With nothing behind it, it is the resource of the context itself;
 * the default context is the registry itself.
 *
 * @param url - path and query, percent-encoded.
 * @returns the URL as it is where it has no such prefix.
 * @throws {HttpError} `contextHasColon`.
 */
export function foldContext(method: string, url: string): string {
  if (!url.startsWith('/contexts/')) return url
  const [path, query] = split(url, '?')
  const [, , context = '', ...rest] = path.replace(/\/+$/, '').split('/')
  if (context === '') return url
  const prefix = qualifierOf(context)
  if (rest.length > 0) return join(`/${foldPath(rest, prefix).join('/')}`, foldQuery(method, rest, prefix, query))
  return join(prefix === ':.:' ? '/' : `/contexts/${encode(prefix.slice(1, -1))}`, query)
}

/** @returns `:.ctx:`. */
function qualifierOf(segment: string): string {
  const given = decodeURIComponent(segment)
  const name = /^:\..*:$/s.test(given) ? given.slice(1, -1) : given
  if (name.includes(':')) throw httpErrors.contextHasColon(given)
  return `:${name.startsWith('.') ? '' : '.'}${name}:`
}

/** `config` and `mode` stand for the context itself where no name follows them. */
function foldPath(parts: readonly string[], prefix: string): string[] {
  const folded: string[] = []
  let nameFollows = false
  for (const [index, part] of parts.entries()) {
    folded.push(nameFollows ? qualify(part, prefix) : part)
    // A subject may itself be called "subjects".
    nameFollows = !nameFollows && (nameHolders.has(part) || (index === 0 && settingsRoots.has(part)))
  }
  return nameFollows && settingsRoots.has(parts[0] ?? '') ? [...folded, encode(prefix)] : folded
}

function foldQuery(method: string, parts: readonly string[], prefix: string, query: string): string {
  const path = parts.join('/')
  if (path.startsWith('schemas/ids/')) return foldParameter(query, 'subject', prefix)
  if (listsByPrefix.has(path)) return foldParameter(query, 'subjectPrefix', prefix)
  if (path === changes) return foldChanges(query, prefix)
  const choosesContext = (path.startsWith('associations') || path === registrations) && writes.has(method)
  return choosesContext ? foldParameter(without(query, 'context'), 'context', prefix) : query
}

/** Changes of one subject, where one is named, or else of the context. */
function foldChanges(query: string, prefix: string): string {
  const named = fieldsOf(query).some((field) => nameOf(field) === 'subject')
  return named
    ? foldParameter(query, 'subject', prefix)
    : foldParameter(without(query, 'context'), 'context', prefix.slice(1, -1))
}

/** Puts the prefix in front of every value of a parameter; where there is none, it stands alone. */
function foldParameter(query: string, name: string, prefix: string): string {
  const fields = fieldsOf(query)
  if (!fields.some((field) => nameOf(field) === name)) return [...fields, `${name}=${encode(prefix)}`].join('&')
  const folded = fields.map((field) =>
    nameOf(field) === name ? `${name}=${qualify(split(field, '=')[1], prefix)}` : field,
  )
  return folded.join('&')
}

function without(query: string, name: string): string {
  return fieldsOf(query)
    .filter((field) => nameOf(field) !== name)
    .join('&')
}

function fieldsOf(query: string): string[] {
  return query.split('&').filter((field) => field !== '')
}

function nameOf(field: string): string {
  return decode(split(field, '=')[0])
}

function qualify(encoded: string, prefix: string): string {
  return qualified.test(decode(encoded)) ? encoded : encode(prefix) + encoded
}

function join(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`
}

function split(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}

/** What is not well-formed is judged where it is used. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Colons may stand in a path as they are, and whoever reads a log is glad of it. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':')
}
