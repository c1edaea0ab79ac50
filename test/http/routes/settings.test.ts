/** What changes when the registry is run with other settings. */

import { A1, A2, A2X, BAD, REF } from '../../support/registry-fixtures.ts'
import {
  exactly,
  get,
  given,
  ok,
  post,
  put,
  refused,
  register,
  remove,
  testCases,
  textOf,
} from '../../support/registry-steps.ts'

const oneField = (name: string, type: string) => ({
  type: 'record',
  name,
  namespace: 'com.example',
  fields: [{ name: 'r', type }],
})
const refTo = (name: string, subject: string, version: number) => ({ name, subject, version })
const ref2 = { ...REF, fields: [...REF.fields, { name: 'more', type: 'string', default: '' }] }
/** Reaches Ref directly in one version, and through Middle in another. */
const both = {
  schema: textOf({
    ...oneField('Outer', 'Ref'),
    fields: [
      { name: 'r', type: 'Ref' },
      { name: 'm', type: 'Middle' },
    ],
  }),
  references: [refTo('com.example.Ref', 'ref', 1), refTo('com.example.Middle', 'middle', 1)],
}
const middle = (version: number) =>
  register('middle', oneField('Middle', 'Ref'), { references: [refTo('com.example.Ref', 'ref', version)] })

testCases([
  {
    title: 'C70: a registry may refuse the empty subject and the subject *',
    settings: { rules: { rejectEmptySubjects: true } },
    steps: [
      [register('*', A1), refused(42208, "The specified subject '*' is not a valid.")],
      [register(':.ctx:', A1), refused(42208)],
      [register(':.ctx:*', A1), refused(42208)],
      [register('normal', A1), ok({ id: 1 })],
      [put('/config/:.ctx:', { compatibility: 'NONE' }), exactly({ compatibility: 'NONE' })],
    ],
  },
  {
    title: 'the empty subject of a context can be used where that is not refused',
    steps: [
      [register(':.ctx:', A1), ok({ id: 1, version: 1 })],
      [get('/subjects/:.ctx:/versions'), ok([1])],
      [get('/subjects'), ok([':.ctx:'])],
    ],
  },
  {
    title: 'C71: a registry may refuse that one name is reached in two versions',
    settings: { rules: { strictReferences: true } },
    steps: [
      ...given(register('ref', REF), register('ref', ref2), middle(2)),
      [
        post('/subjects/outer/versions', both),
        refused(42201, /^Conflicting reference versions: .*"com\.example\.Ref"/),
      ],
      [post('/compatibility/subjects/outer/versions', both), refused(42201, /^Conflicting reference versions/)],
      [
        post('/subjects/outer/versions', {
          ...both,
          references: [refTo('com.example.Ref', 'ref', 2), both.references[1]],
        }),
        ok({ version: 1 }),
      ],
    ],
  },
  {
    title: 'of two versions that one name is reached in, the first one counts where that is allowed',
    steps: [
      ...given(register('ref', REF), register('ref', ref2), middle(2)),
      [post('/subjects/outer/versions', both), ok({ version: 1 })],
    ],
  },
  {
    title: 'a registry may keep its modes as they are',
    settings: { rules: { modesChange: false } },
    steps: [
      [put('/mode', { mode: 'READONLY' }), refused(42205, 'Mode changes are not allowed')],
      [put('/mode/s', { mode: null }), refused(42205)],
      [remove('/mode'), refused(42205)],
      [remove('/mode/s?recursive=true'), refused(42205)],
      [put('/mode', { mode: 'FOO' }), refused(42204)],
      [put('/mode/%01', { mode: 'READONLY' }), refused(42208)],
      [get('/mode'), exactly({ mode: 'READWRITE' })],
    ],
  },
  {
    title: 'the level of the registry holds where no config says otherwise',
    settings: { defaultLevel: 'NONE' },
    steps: [
      [get('/config'), exactly({ compatibilityLevel: 'NONE' })],
      ...given(register('s', A1)),
      [register('s', A2X), ok({ version: 2 })],
      ...given(put('/config/t', { normalize: true })),
      [get('/config/t'), exactly({ compatibilityLevel: 'NONE', normalize: true })],
    ],
  },
  {
    title: 'new schemas may be judged loosely in the whole registry, and strictly in a subject',
    settings: { rules: { validateNewSchemas: false } },
    steps: [
      [register('s', BAD), ok({ version: 1 })],
      ...given(put('/config/t', { validateNewSchemas: true })),
      [register('t', BAD), refused(42201)],
    ],
  },
  {
    title: 'lists are as long as the registry says; more than the most is as if nothing was asked',
    settings: { rules: { nameLists: { usual: 1, most: 2 }, schemaLists: { usual: 2, most: 3 } } },
    steps: [
      ...given(register('a', A1), register('b', A1), register('c', A1), register('c', A2)),
      [get('/subjects'), ok(['a'])],
      [get('/subjects?limit=2'), ok(['a', 'b'])],
      [get('/subjects?limit=3'), ok(['a'])],
      [get('/subjects?limit=-5&offset=2'), ok(['c'])],
      [get('/subjects/c/versions'), ok([1])],
      [get('/schemas/ids/1/subjects?limit=2'), ok(['a', 'b'])],
      [get('/schemas?latestOnly=true&limit=3&offset=2'), { status: 200, items: [{ subject: 'c' }] }],
      [get('/schemas?limit=4'), { status: 200, items: [{ subject: 'a' }, { subject: 'b' }] }],
    ],
  },
])

const reserving = (...names: string[]) => ({ metadata: { properties: { 'confluent:reserved': names.join(', ') } } })
const removed =
  "The new schema has reserved field f9 removed from its metadata which is present in the old schema's metadata."
const taken = 'The new schema has field that conflicts with the reserved field f2.'
const last = "{validateFields: 'true', compatibility: 'BACKWARD'}"
const json = { schemaType: 'JSON' }

testCases([
  {
    title: 'validateFields keeps reserved names reserved, and free of fields, at every level',
    steps: [
      ...given(put('/config/s', { validateFields: true })),
      [register('s', A1, reserving('f9', 'f8')), ok({ version: 1 })],
      [
        post('/compatibility/subjects/s/versions/latest?verbose=true', {
          schema: textOf(A2),
          ...reserving('f8', 'f2'),
        }),
        ok({ is_compatible: false, messages: [removed, taken, last] }),
      ],
      [
        register('s', A2, reserving('f9', 'f8', 'f2')),
        refused(
          40901,
          `Schema being registered is incompatible with an earlier schema for subject "s", details: [${taken}, ${last}]`,
        ),
      ],
      [
        register('s', A2X, reserving('f8')),
        refused(40901, /details: \[The new schema has reserved field f9 .*READER_FIELD_MISSING/),
      ],
      ...given(put('/config/s', { compatibility: 'NONE' })),
      [register('s', A2, reserving('f8')), refused(40901)],
      [register('s', A2), ok({ version: 2, ...reserving('f9', 'f8') })],
      [post('/subjects/s/versions?force=true', { schema: textOf(A2), ...reserving() }), ok({ version: 3 })],
    ],
  },
  {
    title: 'reserved names are only names where nobody validates fields; a new subject is validated too',
    steps: [
      [register('s', A2, reserving('f2')), ok({ version: 1 })],
      ...given(put('/config', { validateFields: true })),
      [register('t', A2, reserving('f2')), refused(40901)],
      ...given(put('/config/u', { compatibility: 'NONE' })),
      [register('u', A2, reserving('f2')), refused(40901)],
      ...given(put('/config/u', { validateFields: false })),
      [register('u', A2, reserving('f2')), ok({ version: 1 })],
    ],
  },
  {
    title: 'validateFields keeps names that begin with $$ out of JSON Schemas',
    settings: { rules: { validateFields: true } },
    steps: [
      [
        register('s', { properties: { $$a: {} } }, json),
        refused(42201, /Field names cannot start with \$\$ prefix: #\/properties\/\$\$a$/),
      ],
      [register('s', { properties: { a: { properties: { $$a: {} } } } }, json), ok({ version: 1 })],
    ],
  },
])
