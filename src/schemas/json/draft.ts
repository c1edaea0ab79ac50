/** Which draft of JSON Schema a document is written in. */
import type { JsonNode } from '../json-text.ts'

/** Both modern drafts are read by the rules of 2020-12. */
export type Draft = 4 | 6 | 7 | 'modern'

const drafts: readonly [pattern: RegExp, draft: Draft][] = [
  [/^https?:\/\/json-schema\.org\/(draft-04\/)?schema$/, 4],
  [/^https?:\/\/json-schema\.org\/draft-06\/schema$/, 6],
  [/^https?:\/\/json-schema\.org\/draft-07\/schema$/, 7],
  [/^https?:\/\/json-schema\.org\/draft\/(2019-09|2020-12)\/schema$/, 'modern'],
]

/** The draft that `$schema` names; draft 7 where it names none that is known. */
export function draftOf(root: JsonNode): Draft {
  const dialect = root.type === 'object' ? root.members.get('$schema') : undefined
  const uri = dialect?.type === 'string' ? dialect.value.replace(/#$/, '') : ''
  return drafts.find(([pattern]) => pattern.test(uri))?.[1] ?? 7
}

const vocabulary = /^https?:\/\/json-schema\.org\/draft\/(2019-09|2020-12)\/meta\/[a-z-]+$/

/** Whether a URI is that of a draft's own schema or of a part of it, so that a `$ref` to it needs no fetching. */
export function isMetaSchema(uri: string): boolean {
  return vocabulary.test(uri) || drafts.some(([pattern]) => pattern.test(uri))
}
