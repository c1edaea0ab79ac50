/** Schemas by id and guid, and the list of all. */

import { A1, A2, guidOfA1 } from '../../support/registry-fixtures.ts'
import { get, given, listOf, ok, refused, register, remove, testCases, textOf } from '../../support/registry-steps.ts'

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
