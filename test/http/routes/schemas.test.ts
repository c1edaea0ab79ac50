/** Schemas by id and guid, and the list of all. */

import { A1, A2, BASE, baseReferences, guidOfA1, REF } from '../../support/registry-fixtures.ts'
import {
  type Ask,
  get,
  given,
  listOf,
  ok,
  post,
  put,
  raw,
  refused,
  register,
  remove,
  testCases,
  textOf,
} from '../../support/registry-steps.ts'

const guidOfBase = 'b935cba5-df88-5675-f62b-d2f5eb6effda'
const { namespace: _, ...refInItsNamespace } = REF
const resolvedBase = { ...BASE, fields: [{ name: 'refField', type: refInItsNamespace }] }
const registeredBase: Ask[] = [register('ref', REF), register('base', BASE, { references: baseReferences })]

/** Tags on the record, and on one of its two fields. */
const taggedField = { name: 'f2', type: 'string', 'confluent:tags': ['PII', 'SECRET'] }
const tagged = { ...A1, fields: [...A1.fields, taggedField], 'confluent:tags': ['PII'] }
const recordTags = { schemaEntity: { entityPath: 'myrecord', entityType: 'sr_record' }, tags: ['PII'] }
const fieldTags = { schemaEntity: { entityPath: 'myrecord.f2', entityType: 'sr_field' }, tags: ['PII', 'SECRET'] }

testCases([
  {
    title: 'C04: the schema types are listed',
    steps: [[get('/schemas/types'), ok(['AVRO', 'JSON', 'PROTOBUF'])]],
  },
  {
    title: 'C21: an unknown id is 40403, one that is no number 404',
    steps: [
      [get('/schemas/ids/100'), refused(40403, 'Schema 100 not found')],
      [get('/schemas/ids/abc'), refused(404, 'HTTP 404 Not Found')],
      [get('/schemas/ids/1.5'), refused(404)],
      [get('/schemas/ids/99999999999'), refused(404)],
      [get('/schemas/ids/100/schema'), refused(40403, 'Schema 100 not found')],
    ],
  },
  {
    title: 'C22: an unknown format is the canonical text',
    steps: [...given(register('s', A1)), [get('/schemas/ids/1?format=bad-format'), ok({ schema: textOf(A1) })]],
  },
  {
    title: 'format=resolved writes what references define into the text, wherever a text is answered',
    steps: [
      ...given(...registeredBase),
      [get('/schemas/ids/2?format=resolved'), ok({ schema: textOf(resolvedBase), guid: guidOfBase })],
      [get('/schemas/ids/2/schema?format=RESOLVED'), raw(resolvedBase)],
      [get(`/schemas/guids/${guidOfBase}?format=resolved`), ok({ schema: textOf(resolvedBase) })],
      [
        get('/subjects/base/versions/1?format=resolved'),
        ok({ schema: textOf(resolvedBase), references: baseReferences }),
      ],
      [get('/subjects/base/versions/latest/schema?format=resolved'), raw(resolvedBase)],
      [
        post('/subjects/base/versions?format=resolved', { schema: textOf(BASE), references: baseReferences }),
        ok({ id: 2, version: 1, schema: textOf(resolvedBase) }),
      ],
      [
        post('/subjects/base?format=resolved', { schema: textOf(resolvedBase) }),
        ok({ version: 1, schema: textOf(resolvedBase) }),
      ],
      [get('/subjects/ref/versions/1?format=resolved'), ok({ schema: textOf(REF) })],
      [get('/subjects/base/versions/1?format=serialized'), ok({ guid: guidOfBase })],
    ],
  },
  {
    title: 'referenceFormat=qualified names the context of each reference',
    steps: [
      ...given(register(':.c:ref', REF), register(':.c:base', BASE, { references: baseReferences }), ...registeredBase),
      [get('/subjects/:.c:base/versions/1'), ok({ references: baseReferences })],
      [
        get('/subjects/:.c:base/versions/1?referenceFormat=qualified'),
        ok({ references: [{ ...baseReferences[0], subject: ':.c:ref' }] }),
      ],
      [
        get('/schemas/ids/2?subject=:.c:&referenceFormat=qualified'),
        ok({ references: [{ ...baseReferences[0], subject: ':.c:ref' }] }),
      ],
      [get('/schemas/ids/2?referenceFormat=qualified'), ok({ references: baseReferences })],
      [get('/schemas/ids/2?subject=:.c:&referenceFormat=other'), ok({ references: baseReferences })],
    ],
  },
  {
    title: 'findTags answers the records and fields that have one of the tags, * all of them',
    steps: [
      ...given(register('s', tagged)),
      [get('/schemas/ids/1'), ok({ schemaTags: undefined })],
      [get('/schemas/ids/1?findTags=*'), ok({ schemaTags: [recordTags, fieldTags] })],
      [get('/subjects/s/versions/1?findTags=SECRET'), ok({ schemaTags: [fieldTags] })],
      [get('/subjects/s/versions/1?findTags=NONE&findTags=PII'), ok({ schemaTags: [recordTags, fieldTags] })],
      [get('/subjects/s/versions/1?findTags=NONE'), ok({ schemaTags: undefined })],
    ],
  },
  {
    title: 'aliases=true also lists what aliases within the prefix stand for, with their names',
    steps: [
      ...given(
        register('a', A1),
        register('b', A1),
        register(':.c:b', A2),
        put('/config/x-alias', { alias: 'b' }),
        put('/config/x-other', { alias: 'b' }),
        put('/config/x-away', { alias: ':.c:b' }),
        put('/config/y', { alias: 'a' }),
        put('/config', { alias: 'a' }),
      ),
      [get('/schemas?subjectPrefix=x-'), listOf()],
      [
        get('/schemas?subjectPrefix=x-&aliases=true'),
        listOf(
          { subject: ':.c:b', version: 1, aliases: ['x-away'] },
          { subject: 'b', version: 1, aliases: ['x-alias', 'x-other'] },
        ),
      ],
      [
        get('/schemas?aliases=true&latestOnly=true'),
        listOf({ subject: ':.c:b' }, { subject: 'a', aliases: ['y'] }, { subject: 'b' }),
      ],
      [get('/schemas?aliases=false'), listOf({ subject: 'a', aliases: undefined }, { subject: 'b' })],
    ],
  },
  {
    title: 'C23: the highest id is answered when asked for',
    steps: [
      ...given(register('s', A1), register('s', A2), register('t', '"string"')),
      [get('/schemas/ids/1'), ok({ maxId: undefined })],
      [get('/schemas/ids/1?fetchMaxId=true'), ok({ maxId: 3 })],
      [get('/schemas/ids/1?fetchMaxId=1'), ok({ maxId: undefined })],
    ],
  },
  {
    title: 'C24: the schema of an id comes with one version that uses it',
    steps: [
      ...given(register('s', A1)),
      [
        get('/schemas/ids/1'),
        ok({
          schema: textOf(A1),
          schemaType: 'AVRO',
          subject: 's',
          version: 1,
          guid: guidOfA1,
          deleted: false,
          id: undefined,
        }),
      ],
    ],
  },
  {
    title: 'C25: a schema is found by its guid, with and without dashes',
    steps: [
      ...given(register('s', A1)),
      [get(`/schemas/guids/${guidOfA1}`), ok({ schema: textOf(A1), subject: undefined, version: undefined })],
      [get(`/schemas/guids/${guidOfA1.replaceAll('-', '')}`), ok({ guid: guidOfA1 })],
      [get(`/schemas/guids/${guidOfA1}/ids`), ok([{ context: '.', id: 1 }])],
      [get('/schemas/guids/00000000-0000-0000-0000-000000000000/ids'), ok([])],
      [
        get('/schemas/guids/00000000-0000-0000-0000-000000000000'),
        refused(40403, 'Schema 00000000-0000-0000-0000-000000000000 not found'),
      ],
    ],
  },
  {
    title: 'C38: the uses of an id leave out soft-deleted versions unless asked',
    steps: [
      ...given(register('s', A1), register('t', A1), remove('/subjects/t')),
      [get('/schemas/ids/1/subjects'), ok(['s'])],
      [get('/schemas/ids/1/subjects?deleted=true'), ok(['s', 't'])],
      [get('/schemas/ids/1/versions'), ok([{ subject: 's', version: 1 }])],
      [get('/schemas/ids/9/subjects'), refused(40403, 'Schema not found')],
    ],
  },
  {
    title: 'C59: only the last version of each subject is listed when asked',
    steps: [
      ...given(...evolution(10).map((schema) => register('many', schema))),
      ...given(...evolution(5).map((schema) => register('some', schema))),
      [get('/schemas?latestOnly=true'), listOf({ subject: 'many', version: 10 }, { subject: 'some', version: 5 })],
      [get('/schemas?latestOnly=true&offset=1'), listOf({ subject: 'some', version: 5 })],
      [get('/schemas?subjectPrefix=so&limit=2'), listOf({ version: 1 }, { version: 2 })],
    ],
  },
  {
    title: 'C64: soft-deleted versions are listed when asked',
    steps: [
      ...given(register('s', A1), remove('/subjects/s/versions/1')),
      [get('/schemas?subjectPrefix=s'), ok([])],
      [get('/schemas?subjectPrefix=s&deleted=true'), listOf({ subject: 's', id: 1, deleted: true })],
    ],
  },
  {
    title: 'only schemas with a rule of a type are listed when asked',
    steps: [
      ...given(
        register('s', A1),
        register('t', A1, { ruleSet: { domainRules: [{ name: 'r', type: 'CEL', expr: 'true' }] } }),
      ),
      [get('/schemas?ruleType=CEL'), listOf({ subject: 't', id: 2 })],
    ],
  },
])

/** Records that each have one optional field more. */
function evolution(length: number): object[] {
  const fields = Array.from({ length }, (_, index) => ({ name: `f${index}`, type: 'int', default: 0 }))
  return fields.map((_, index) => ({ type: 'record', name: 'r', fields: fields.slice(0, index + 1) }))
}
