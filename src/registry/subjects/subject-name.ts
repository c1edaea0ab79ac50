/** Subject names: `name` in the default context, `:.context:name` in another one. */

import { registryErrors } from '../errors.ts'
import { defaultContext, type SubjectFilter, type SubjectKey } from '../schema-store.ts'

/** The context whose config and mode hold where no other says anything. It has no subjects. */
export const globalContext = '.__GLOBAL'

const wildcardPrefix = ':*:'
/** Longest names that all databases index; with both at their longest MySQL's 3072 bytes are just enough. */
const maxSubjectLength = 512
export const maxContextLength = 255
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const controlCharacters = /[\u0000-\u001f\u007f-\u009f]/
const reservedNames = new Set(['__GLOBAL', '__EMPTY'])

/** Splits a name; whether it is allowed is not judged. */
export function parseSubject(text: string): SubjectKey {
  const qualified = /^:(\.[^:]*):(.*)$/s.exec(text)
  return qualified
    ? { context: qualified[1] ?? defaultContext, subject: qualified[2] ?? '' }
    : { context: defaultContext, subject: text }
}

/** Whether a name says in which context it lives, be it the default one. */
export function isQualified(text: string): boolean {
  return /^:\.[^:]*:/s.test(text)
}

/** The name as clients see it. */
export function formatSubject({ context, subject }: SubjectKey): string {
  return context === defaultContext ? subject : `:${context}:${subject}`
}

/** How messages name a context: empty for the default one. */
export function formatContext(context: string): string {
  return context === defaultContext ? '' : `:${context}:`
}

/**
 * @param options.settings - config and mode: they may also be set on the last-resort scope.
 * @param options.rejectEmpty - refuse the subjects that only mistakes lead to: the empty one and `*`.
 */
export function parseValidSubject(
  text: string,
  options: { settings?: boolean; rejectEmpty?: boolean } = {},
): SubjectKey {
  const key = parseSubject(text)
  const allowed =
    !controlCharacters.test(text) &&
    text.isWellFormed() &&
    !reservedNames.has(key.subject) &&
    !(options.rejectEmpty && (key.subject === '' || key.subject === '*')) &&
    (key.context !== globalContext || options.settings === true) &&
    key.subject.length <= maxSubjectLength &&
    key.context.length <= maxContextLength
  if (!allowed) throw registryErrors.invalidSubject(text)
  return key
}

/** @param context - `ctx`, `.ctx` or `:.ctx:`: where names without one are. */
export function subjectReader(context: string | undefined): (name: string) => SubjectKey {
  const bare = (context ?? '').replace(/^:(\..*):$/s, '$1')
  const prefix = bare === '' ? '' : `:${bare.startsWith('.') ? '' : '.'}${bare}:`
  return (name) => parseValidSubject(name.startsWith(':.') ? name : prefix + name)
}

/** Reads a prefix: `:*:foo` in every context, `:.ctx:foo` in that one, `foo` in the default one. */
export function parsePrefix(text: string): SubjectFilter {
  if (text.startsWith(wildcardPrefix)) return { prefix: text.slice(wildcardPrefix.length) }
  const { context, subject } = parseSubject(text)
  return { context, prefix: subject }
}
