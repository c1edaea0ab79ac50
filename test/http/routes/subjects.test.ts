/** Subjects and versions: registration, lookup, listing and deletion as the specification's examples have them. */

import { A1, A2, A2X, AI, BAD, BASE, baseReferences, guidOfA1, REF } from '../../support/registry-fixtures.ts'
import {
  exactly,
  get,
  given,
  lookUp,
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

testCases([
  {
    title: 'C01: an empty registry lists no subjects',
    steps: [[get('/subjects'), ok([])]],
  },
  {
    title: 'C02: an unknown subject is 40401 wherever it is asked for',
    steps: ['/versions', '/versions/1', '/versions/latest'].map((path) => [
      get(`/subjects/x${path}`),
      refused(40401, "Subject 'x' not found."),
    ]),
  },
  {
    title: 'C05: the same schema again is the same id and version',
    steps: [
      [register('s', A1), ok({ id: 1, version: 1, guid: guidOfA1, schema: textOf(A1), schemaType: 'AVRO' })],
      [register('s', A1), ok({ id: 1, version: 1, guid: guidOfA1, schema: textOf(A1) })],
      [get('/subjects/s/versions'), ok([1])],
    ],
  },
  {
    title: 'a registration that wrote answers neither ts nor deleted, one that found the version answers both',
    steps: [
      [register('s', A1), ok({ ts: undefined, deleted: undefined, subject: undefined })],
      [register('s', A1), ok({ deleted: false })],
    ],
  },
  {
    title: 'C06: a schema is stored in canonical form',
    steps: [
      [register('t', '{   "type":   "string"}'), ok({ id: 1 })],
      [get('/subjects/t/versions/1'), ok({ schema: '"string"', guid: '095d71cf-1255-6b9d-5e33-0ad575b3df5d' })],
    ],
  },
  {
    title: 'C07: the same schema in two subjects has one id',
    steps: [
      [register('s1', A1), ok({ id: 1, version: 1 })],
      [register('s2', A1), ok({ id: 1, version: 1 })],
    ],
  },
  {
    title: 'C08: ids count contents, versions count registrations in a subject',
    steps: [
      ...given(put('/config/s1', { compatibility: 'NONE' }), put('/config/s2', { compatibility: 'NONE' })),
      [register('s1', A1), ok({ id: 1, version: 1 })],
      [register('s1', AI), ok({ id: 2, version: 2 })],
      [register('s2', AI), ok({ id: 2, version: 1 })],
    ],
  },
  {
    title: 'C09: a default of another type is 42201',
    steps: [[register('s', BAD), refused(42201)]],
  },
  {
    title: 'C11: what is no Avro is 42201 with the reason, and nothing is registered',
    steps: [
      [
        register('s', { type: 'record', name: 'r', fields: [{ name: 'f', type: 'str' }] }),
        refused(42201, /^Invalid schema .*'?str'?/s),
      ],
      [register('s', 'non-avro schema string'), refused(42201, /^Invalid schema .*line 1, column 1/s)],
      [get('/subjects'), ok([])],
    ],
  },
  {
    title: 'C12: a reference to nothing is 42201, and nothing is registered',
    steps: [
      [register('s', A1, { references: [{ name: 'bad', subject: 'bad', version: 100 }] }), refused(42201)],
      [get('/subjects'), ok([])],
    ],
  },
  {
    title: 'C13: an unknown schema type is 42201',
    steps: [[register('s', A1, { schemaType: 'XML' }), refused(42201, 'Invalid schema type XML')]],
  },
  {
    title: 'C14: an incompatible schema is 40901 with the findings',
    steps: [
      ...given(register('s', A1)),
      [
        register('s', A2X),
        refused(
          40901,
          /^Schema being registered is incompatible with an earlier schema for subject "s", details: \[.*READER_FIELD_MISSING_DEFAULT_VALUE/s,
        ),
      ],
    ],
  },
  {
    title: 'C15: a compatible schema is the next version',
    steps: [...given(register('s', A1)), [register('s', A2), ok({ id: 2, version: 2 })]],
  },
  {
    title: 'C19: an unknown version is 40402, one that is no version 42202',
    steps: [
      ...given(register('s', A1)),
      [get('/subjects/s/versions/200'), refused(40402, 'Version 200 not found.')],
      [get('/subjects/s/versions/0'), refused(42202)],
      [get('/subjects/s/versions/abc'), refused(42202, /^The specified version 'abc' is not a valid version id\./)],
    ],
  },
  {
    title: 'C20: latest and -1 are the last version, and …/schema is its text as it is',
    steps: [
      ...given(register('s', A1), register('s', A2)),
      [get('/subjects/s/versions/latest'), ok({ subject: 's', version: 2, id: 2, deleted: false })],
      [get('/subjects/s/versions/-1'), ok({ version: 2 })],
      [get('/subjects/s/versions/latest/schema'), raw(A2)],
      [get('/schemas/ids/1/schema'), raw(A1)],
    ],
  },
  {
    title: 'C26: a lookup finds the version of a schema, or says whether subject or schema is missing',
    steps: [
      ...given(register('s', A1)),
      [lookUp('s', A1), ok({ subject: 's', version: 1, id: 1 })],
      [lookUp('s', AI), refused(40403, 'Schema not found')],
      [lookUp('none', A1), refused(40401)],
    ],
  },
  {
    title: 'C27: a soft-deleted version is hidden, but not gone',
    steps: [
      ...given(register('s', A1), register('s', A2)),
      [remove('/subjects/s/versions/2'), ok(2)],
      [get('/subjects/s/versions'), ok([1])],
      [get('/subjects/s/versions/2'), refused(40402)],
      [get('/subjects/s/versions/2?deleted=true'), ok({ version: 2, deleted: true })],
    ],
  },
  {
    title: 'C28: lists show soft-deleted versions when asked',
    steps: [
      ...given(register('s', A1), register('s', A2), remove('/subjects/s/versions/2')),
      [get('/subjects/s/versions?deleted=true'), ok([1, 2])],
      [get('/subjects/s/versions?deletedOnly=true'), ok([2])],
      [get('/subjects/s/versions?deleted=true&limit=1'), ok([1])],
    ],
  },
  {
    title: 'C29: a second soft delete is 40406, and a lookup sees soft-deleted versions only when asked',
    steps: [
      ...given(register('s', A1), register('s', A2), remove('/subjects/s/versions/2')),
      [remove('/subjects/s/versions/2'), refused(40406)],
      [lookUp('s', A2), refused(40403)],
      [lookUp('s', A2, '?deleted=true'), ok({ version: 2 })],
    ],
  },
  {
    title: 'C30: a permanent delete before a soft delete is 40407',
    steps: [...given(register('s', A1)), [remove('/subjects/s/versions/1?permanent=true'), refused(40407)]],
  },
  {
    title: 'C31: a permanent delete after a soft delete leaves nothing',
    steps: [
      ...given(register('s', A1), register('s', A2), remove('/subjects/s/versions/2')),
      [remove('/subjects/s/versions/2?permanent=true'), ok(2)],
      [remove('/subjects/s/versions/2?permanent=true'), refused(40402)],
      [get('/subjects/s/versions/2?deleted=true'), refused(40402)],
    ],
  },
  {
    title: 'C32: deleting what is not there is 40401 or 40402',
    steps: [
      ...given(register('s', A1)),
      [remove('/subjects/none/versions/1'), refused(40401)],
      [remove('/subjects/s/versions/2'), refused(40402)],
    ],
  },
  {
    title: 'C33: a deleted subject answers its versions, then 40404, and is found when asked',
    steps: [
      ...given(register('s', A1), register('s', A2)),
      [remove('/subjects/s'), ok([1, 2])],
      [remove('/subjects/s'), refused(40404)],
      [get('/subjects/s/versions/latest'), refused(40401)],
      [lookUp('s', A1, '?deleted=true'), ok({ version: 1 })],
    ],
  },
  {
    title: 'C34: a subject is deleted permanently only after it was soft-deleted',
    steps: [
      ...given(register('s', A1), register('s', A2)),
      [remove('/subjects/s?permanent=true'), refused(40405)],
      [remove('/subjects/s'), ok([1, 2])],
      [remove('/subjects/s?permanent=true'), ok([1, 2])],
      [lookUp('s', A1, '?deleted=true'), refused(40401)],
    ],
  },
  {
    title: 'C35: deleting a subject that is not there is 40401',
    steps: [
      [remove('/subjects/none'), refused(40401)],
      [remove('/subjects/none?permanent=true'), refused(40401)],
    ],
  },
  {
    title: 'C36: soft-deleted subjects are listed when asked',
    steps: [
      ...given(register('test1', A1), register('test2', A1), remove('/subjects/test2')),
      [get('/subjects'), ok(['test1'])],
      [get('/subjects?deleted=true'), ok(['test1', 'test2'])],
      [get('/subjects?deletedOnly=true'), ok(['test2'])],
    ],
  },
  {
    title: 'C37: lists are cut by offset and limit',
    steps: [
      ...given(register('a', A1), register('b', A1)),
      [get('/subjects?offset=1&limit=1'), ok(['b'])],
      [get('/subjects?limit=0'), ok(['a', 'b'])],
      [get('/subjects?limit='), ok(['a', 'b'])],
      [get('/subjects?offset=-1'), ok(['a', 'b'])],
      [get('/subjects?subjectPrefix=b'), ok(['b'])],
    ],
  },
  {
    title: 'C45: an id of its own is 42205 outside mode IMPORT',
    steps: [[register('s', A1, { id: 1, version: 1 }), refused(42205)]],
  },
  {
    title: 'C48: a version that is referred to cannot be deleted',
    steps: [
      [register('ref', REF), ok({ id: 1 })],
      [register('base', BASE, { references: baseReferences }), ok({ id: 2, references: baseReferences })],
      [get('/subjects/ref/versions/1/referencedby'), ok([2])],
      [remove('/subjects/ref/versions/1'), refused(42206)],
    ],
  },
  {
    title: 'C49: a soft-deleted referrer no longer keeps a version from being soft-deleted',
    steps: [
      ...given(register('ref', REF), register('base', BASE, { references: baseReferences })),
      [remove('/subjects/base/versions/1'), ok(1)],
      [get('/subjects/ref/versions/1/referencedby'), ok([])],
      [get('/subjects/ref/versions/1/referencedby?deleted=true'), ok([2])],
      [remove('/subjects/ref/versions/1'), ok(1)],
    ],
  },
  {
    title: 'C54: a version of its own must be the next one, and is kept in the metadata',
    steps: [
      ...given(register('s', A1)),
      [register('s', A2, { version: 3 }), refused(42201)],
      [register('s', A2, { version: 2 }), ok({ id: 2, metadata: { properties: { 'confluent:version': '2' } } })],
    ],
  },
  {
    title: 'C55: without a text, that of the latest version is taken',
    steps: [
      ...given(register('s', A1)),
      [
        post('/subjects/s/versions', { metadata: { properties: { k: 'v' } } }),
        ok({ id: 2, version: 2, schema: textOf(A1), metadata: { properties: { k: 'v' } } }),
      ],
    ],
  },
  {
    title: 'C57: control characters in a subject are 42208, a star is a name',
    steps: [
      [register('%0Dbad%0Asubject%09', A1), refused(42208)],
      [register('*', A1), ok({ id: 1 })],
    ],
  },
  {
    title: 'C60: force leaves out the check of compatibility',
    steps: [
      ...given(register('s', A1)),
      [post('/subjects/s/versions?force=true', { schema: textOf(A2X) }), ok({ version: 2 })],
    ],
  },
  {
    title: 'a lookup of a blank text finds nothing',
    steps: [
      [lookUp('s', ' '), refused(40401)],
      ...given(register('s', A1)),
      [lookUp('s', ' '), refused(40403)],
      [post('/subjects/s', {}), refused(40403)],
    ],
  },
  {
    title: 'C69: a blank text with nothing to take one from is 42201',
    steps: [
      [post('/subjects/s/versions', { metadata: { properties: { k: 'v' } } }), refused(42201, 'Empty schema')],
      [post('/subjects/s/versions', { schema: '  ' }), refused(42201, 'Empty schema')],
    ],
  },
  {
    title: 'the highest version whose metadata has a property is found, and 40403 where none has it',
    steps: [
      ...given(
        register('s', A1, { metadata: { properties: { team: 'blue' } } }),
        register('s', A2, { metadata: { properties: { team: 'red' } } }),
      ),
      [get('/subjects/s/metadata?key=team&value=blue'), ok({ subject: 's', version: 1 })],
      [get('/subjects/s/metadata?key=team&value=green'), refused(40403)],
    ],
  },
  {
    title: 'metadata and rules come back whole, empty parts left out',
    steps: [
      [
        register('s', A1, {
          metadata: { tags: {}, properties: { b: '', a: '1' } },
          ruleSet: { domainRules: [{ name: 'r', type: 'CEL', doc: '', tags: [], expr: 'true' }], migrationRules: [] },
        }),
        ok({
          metadata: { properties: { a: '1', b: '' } },
          ruleSet: {
            domainRules: [
              { name: 'r', kind: 'TRANSFORM', mode: 'WRITEREAD', type: 'CEL', expr: 'true', disabled: false },
            ],
          },
        }),
      ],
      [register('s', A2, { ruleSet: { domainRules: [{ type: 'CEL' }] } }), refused(42210, 'Missing rule name')],
    ],
  },
  {
    title: 'a subject is percent-decoded once',
    steps: [
      ...given(register('a%252Fb', A1)),
      [get('/subjects'), ok(['a%2Fb'])],
      [get('/subjects/a:b/versions'), refused(40401, "Subject 'a:b' not found.")],
      [get('/subjects/a%3Ab/versions'), refused(40401, "Subject 'a:b' not found.")],
    ],
  },
  {
    title: 'a version shows exactly the fields of the reference',
    steps: [
      ...given(register('s', A1)),
      [get('/subjects'), exactly(['s'])],
      [
        get('/subjects/s/versions/1'),
        ok({
          subject: 's',
          version: 1,
          id: 1,
          guid: guidOfA1,
          schemaType: 'AVRO',
          schema: textOf(A1),
          deleted: false,
          references: undefined,
          metadata: undefined,
          ruleSet: undefined,
        }),
      ],
    ],
  },
])
