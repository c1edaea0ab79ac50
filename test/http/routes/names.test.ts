/** Names and texts of any kind: what is allowed comes back as it was sent, what is not is refused in the same way everywhere. */

import { A1, A2 } from '../../support/registry-fixtures.ts'
import {
  type Case,
  exactly,
  get,
  given,
  ok,
  post,
  put,
  refused,
  register,
  remove,
  type Step,
  testCases,
  textOf,
} from '../../support/registry-steps.ts'

const sql = '\'; DROP TABLE versions; -- " \\ ` % _ $1 ?'
const longest = 'ß'.repeat(512)

const allowedNames = [
  'a/b//c',
  'a:b',
  ':a:b',
  '.',
  '../../etc/passwd',
  ' blank ',
  '100%25',
  '+plus&amp=1#?;',
  'größe-значение-値-🚀',
  'e\u0301 is not \u00e9',
  'versions',
  '__proto__',
  'x'.repeat(255),
  longest,
  sql,
]

/** A subject's whole life, and that another subject sees nothing of it. */
const lives = allowedNames.map((subject): Case => {
  const path = encodeURIComponent(subject)
  return {
    title: `a subject may be called ${JSON.stringify(subject.length > 60 ? `${subject.slice(0, 3)}… (${subject.length})` : subject)}`,
    steps: [
      ...given(register('other', A1)),
      [register(path, A1), ok({ id: 1, version: 1 })],
      [register(path, A2), ok({ id: 2, version: 2 })],
      [get(`/subjects/${path}/versions`), ok([1, 2])],
      [get(`/subjects?subjectPrefix=${path}`), ok([subject])],
      [get(`/schemas?subjectPrefix=${path}&latestOnly=true`), { status: 200, items: [{ subject, version: 2 }] }],
      [get(`/schemas/ids/2?subject=${path}`), ok({ subject, version: 2 })],
      [post(`/subjects/${path}`, { schema: textOf(A1) }), ok({ subject, version: 1 })],
      [
        post(`/compatibility/subjects/${path}/versions/latest`, { schema: textOf(A1) }),
        exactly({ is_compatible: true }),
      ],
      [put(`/config/${path}`, { compatibility: 'FULL' }), exactly({ compatibility: 'FULL' })],
      [get(`/config/${path}`), exactly({ compatibilityLevel: 'FULL' })],
      [put(`/mode/${path}`, { mode: 'READONLY' }), exactly({ mode: 'READONLY' })],
      [remove(`/mode/${path}`), exactly({ mode: 'READONLY' })],
      ...(subject.startsWith(':')
        ? []
        : ([
            [get(`/contexts/.c/subjects/${path}/versions`), refused(40401, `Subject ':.c:${subject}' not found.`)],
          ] as Step[])),
      [remove(`/subjects/${path}`), ok([1, 2])],
      [remove(`/subjects/${path}?permanent=true`), ok([1, 2])],
      [get('/subjects?deleted=true'), ok(['other'])],
      [get(`/config/${path}`), refused(40408)],
    ],
  }
})

const refusedNames: readonly [title: string, path: string][] = [
  ['a line feed', 'a%0Ab'],
  ['a NUL', '%00'],
  ['a delete character', 'a%7F'],
  ['a control character of Latin-1', 'a%C2%85'],
  ['a control character in the context', ':.a%09b:s'],
  ['the reserved name __GLOBAL', '__GLOBAL'],
  ['the reserved name __EMPTY in a context', ':.c:__EMPTY'],
  ['more than 512 characters', 'x'.repeat(513)],
  ['more than 255 characters of context', `:.${'c'.repeat(255)}:s`],
]

const refusals = refusedNames.map(
  ([title, path]): Case => ({
    title: `a subject with ${title} is 42208 wherever something would be written`,
    steps: [
      [register(path, A1), refused(42208, /^The specified subject '.*' is not a valid\.$/s)],
      [put(`/config/${path}`, { compatibility: 'NONE' }), refused(42208)],
      [put(`/mode/${path}`, { mode: 'READONLY' }), refused(42208)],
      [get(`/subjects/${path}/versions`), refused(40401)],
      [remove(`/subjects/${path}`), refused(40401)],
      [get('/subjects?deleted=true'), ok([])],
      [get('/contexts'), ok(['.'])],
    ],
  }),
)

const q = encodeURIComponent(sql)
const rule = {
  name: 'r',
  doc: sql,
  kind: 'TRANSFORM',
  mode: 'WRITEREAD',
  type: sql,
  tags: [sql],
  params: { [sql]: sql },
  expr: sql,
  onSuccess: 'NONE',
  onFailure: sql,
  disabled: false,
}
const metadata = { tags: { [sql]: [sql] }, properties: { [sql]: sql }, sensitive: [sql] }
const documented = { type: 'record', name: 'r', doc: sql, fields: A1.fields, [sql]: sql }

testCases([
  ...lives,
  ...refusals,
  {
    title: 'names that differ in case, accents or blanks at the end are names of different subjects',
    steps: [
      ...['s', 'S', 'š', 's%20'].flatMap((name): Step[] => [[register(name, A1), ok({ version: 1 })]]),
      [get('/subjects'), ok(['S', 's', 's ', 'š'])],
      [get('/subjects?subjectPrefix=s'), ok(['s', 's '])],
    ],
  },
  {
    title: 'the last resort takes config and mode, but no schemas',
    steps: [
      [register(':.__GLOBAL:s', A1), refused(42208)],
      [put('/config/:.__GLOBAL:', { compatibility: 'NONE' }), exactly({ compatibility: 'NONE' })],
      [put('/mode/:.__GLOBAL:', { mode: 'READONLY' }), exactly({ mode: 'READONLY' })],
    ],
  },
  {
    title: 'SQL in any text of a schema, its metadata and its rules is kept as text',
    steps: [
      [
        register('s', documented, {
          metadata,
          ruleSet: { domainRules: [rule] },
        }),
        ok({ id: 1, schema: textOf(documented), metadata }),
      ],
      [get('/schemas/ids/1'), ok({ metadata, ruleSet: { domainRules: [rule] } })],
      [get(`/subjects/s/metadata?key=${q}&value=${q}`), ok({ version: 1 })],
      [get(`/schemas?ruleType=${q}`), { status: 200, items: [{ subject: 's' }] }],
      [register('s', A1, { schemaType: sql }), refused(42201, `Invalid schema type ${sql}`)],
      [register('s', A1, { references: [{ name: sql, subject: sql, version: 1 }] }), refused(42201)],
      [
        register('s', A1, {
          schemaTagsToAdd: [{ schemaEntity: { entityPath: sql, entityType: 'sr_field' }, tags: [sql] }],
        }),
        refused(42201),
      ],
    ],
  },
  {
    title: 'SQL in any text of a config, a context, a path or a query is kept as text',
    steps: [
      [register(`:.${q}:s`, A1), ok({ id: 1 })],
      [get('/contexts'), ok(['.', `.${sql}`])],
      [get(`/contexts?contextPrefix=.${q}`), ok([`.${sql}`])],
      [get(`/contexts/${q}/subjects`), ok([`:.${sql}:s`])],
      [
        put('/config/s', { alias: sql, compatibilityGroup: sql, defaultMetadata: metadata }),
        ok({ alias: sql, compatibilityGroup: sql, defaultMetadata: metadata }),
      ],
      [get('/subjects/s/versions'), refused(40401, `Subject '${sql}' not found.`)],
      [get(`/schemas/ids/${q}`), refused(404)],
      [get(`/schemas/guids/${q}`), refused(40403)],
      [get(`/schemas/ids/1?subject=:.${q}:&format=${q}&findTags=${q}&referenceFormat=${q}`), ok({ version: 1 })],
      [get(`/subjects?offset=${q}`), refused(404)],
      [get(`/subjects/:.${q}:s/versions/${q}`), refused(42202)],
      [put('/config', { compatibility: sql }), refused(42203)],
      [put('/mode', { mode: sql }), refused(42204)],
      [put('/config', { [sql]: sql }), exactly({})],
    ],
  },
])
