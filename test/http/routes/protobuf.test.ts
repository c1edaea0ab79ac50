/** Protobuf schemas through the API: stored as canonical text, referred to by path, compared, served in other forms. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startRegistryApp } from '../../support/registry-app.ts'
import { A1 } from '../../support/registry-fixtures.ts'
import {
  type Ask,
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

const proto = { schemaType: 'PROTOBUF' }
const registerProto = (subject: string, schema: string, more: object = {}) =>
  register(subject, schema, { ...proto, ...more })
const lookUpProto = (subject: string, schema: string, query = '', more: object = {}) =>
  post(`/subjects/${subject}${query}`, { schema, ...proto, ...more })
const checkProto = (path: string, schema: string, more: object = {}) =>
  post(`/compatibility/subjects/${path}`, { schema, ...proto, ...more })

/** The fixture P1 of the specification. */
const P1 = 'syntax = "proto3";\n\nmessage M {\n  string a = 1;\n}\n'
const guidOfP1 = '5ca0c071-0920-de03-5649-8ed25c5d091a'
const withField = (field: string) => `syntax = "proto3";\n\nmessage M {\n  string a = 1;\n  ${field}\n}\n`

const money = 'syntax = "proto3";\npackage shop;\n\nmessage Money {\n  int64 units = 1;\n}\n'
const order =
  'syntax = "proto3";\npackage shop;\n\nimport "shop/money.proto";\n\nmessage Order {\n  Money price = 1;\n}\n'
const toMoney = (version: number) => [{ name: 'shop/money.proto', subject: 'money', version }]
const registeredOrder: Ask[] = [
  registerProto('money', money),
  registerProto('order', order, { references: toMoney(1) }),
]

testCases([
  {
    title: 'C63: a Protobuf text is stored without comments and in one form, and has the guid of the reference',
    steps: [
      [
        registerProto('s', '// c\nsyntax="proto3" ;\n\n\nmessage M{ /* d */ string a=1 ;}\n\n'),
        ok({ id: 1, version: 1, schema: P1, schemaType: 'PROTOBUF', guid: guidOfP1 }),
      ],
      [registerProto('t', P1), ok({ id: 1, guid: guidOfP1 })],
      [get(`/schemas/guids/${guidOfP1}/ids`), ok([{ context: '.', id: 1 }])],
    ],
  },
  {
    title: 'C58: one subject can hold all three types where nothing is compared',
    steps: [
      ...given(put('/config/s', { compatibility: 'NONE' }), register('s', A1)),
      [register('s', { type: 'object' }, { schemaType: 'JSON' }), ok({ id: 2 })],
      [registerProto('s', P1), ok({ id: 3, version: 3 })],
    ],
  },
  {
    title: 'a Protobuf text that cannot be read is 42201 with line and column',
    steps: [
      [
        registerProto('s', 'syntax = "proto3";\nmessage M {\n  string a = ;\n}'),
        refused(
          42201,
          /^Invalid schema .* of type PROTOBUF, details: .*line 3, column 14: expected the number of a field/s,
        ),
      ],
      [registerProto('s', 'syntax = "proto3"; message M { N n = 1; }'), refused(42201, /'N' is neither defined here/)],
      [get('/subjects'), ok([])],
    ],
  },
  {
    title: 'a Protobuf file is referred to by the path of its import',
    steps: [
      ...given(...registeredOrder),
      [get('/schemas/ids/2'), ok({ schema: order, references: toMoney(1) })],
      [get('/subjects/money/versions/1/referencedby'), ok([2])],
      [remove('/subjects/money/versions/1'), refused(42206)],
      [lookUpProto('order', order, '', { references: toMoney(1) }), ok({ id: 2, version: 1 })],
      [lookUpProto('order', order, '', { references: toMoney(-1) }), ok({ id: 2 })],
    ],
  },
  {
    title: 'a type whose file is not referred to is not known, though it is registered',
    steps: [
      ...given(registerProto('money', money)),
      [registerProto('order', order), refused(42201, /'Money' is neither defined here nor in a reference/)],
      [registerProto('order', order, { references: toMoney(2) }), refused(42201, /No schema reference found/)],
    ],
  },
  {
    title: 'a file takes in what the files of its references need themselves',
    steps: [
      ...given(...registeredOrder),
      [
        registerProto('cart', 'syntax = "proto3"; import "o.proto"; message Cart { repeated shop.Order orders = 1; }', {
          references: [{ name: 'o.proto', subject: 'order', version: 1 }],
        }),
        ok({ id: 3 }),
      ],
      [get('/subjects/order/versions/1/referencedby'), ok([3])],
    ],
  },
  {
    title: 'well-known files are imported without a reference',
    steps: [
      [
        registerProto(
          's',
          `syntax = "proto3"; import "google/protobuf/timestamp.proto"; import "google/type/money.proto";
           import "confluent/type/decimal.proto"; message M { google.protobuf.Timestamp at = 1;
           google.type.Money price = 2; confluent.type.Decimal exact = 3; }`,
        ),
        ok({ id: 1 }),
      ],
    ],
  },
  {
    title: 'normalised texts of one meaning are one registration',
    steps: [
      ...given(registerProto('s', 'syntax = "proto3"; package p; message M { N n = 2; int32 a = 1; message N {} }')),
      [
        post('/subjects/n/versions?normalize=true', {
          schema: 'syntax = "proto3"; package p; message M { message N {} .p.M.N n = 2; int32 a = 1; }',
          ...proto,
        }),
        ok({
          id: 2,
          schema:
            'syntax = "proto3";\npackage p;\n\nmessage M {\n  int32 a = 1;\n  .p.M.N n = 2;\n\n  message N {}\n}\n',
        }),
      ],
      [
        lookUpProto(
          'n',
          'syntax = "proto3"; package p; message M { int32 a = 1; M.N n = 2; message N {} }',
          '?normalize=true',
        ),
        ok({ id: 2 }),
      ],
      [lookUpProto('n', 'syntax = "proto3"; package p; message M { M.N n = 2; message N {} }'), refused(40403)],
    ],
  },
  {
    title: 'an incompatible change is 40901 and says what breaks where',
    steps: [
      ...given(registerProto('s', P1)),
      [registerProto('s', withField('int32 b = 2;')), ok({ id: 2, version: 2 })],
      [
        registerProto('s', withField('string b = 2;')),
        refused(
          40901,
          /details: \[\{errorType:"FIELD_SCALAR_KIND_CHANGED", description:".*'#\/M\/2'\)"\}, \{oldSchemaVersion: 2\}, /,
        ),
      ],
      [checkProto('s/versions/latest', withField('string b = 2;')), ok({ is_compatible: false })],
      [checkProto('s/versions/1?verbose=true', withField('string b = 2;')), ok({ is_compatible: true, messages: [] })],
      [checkProto('s/versions', withField('sint32 b = 2;')), ok({ is_compatible: false })],
      [checkProto('s/versions/latest', textOf(A1), { schemaType: 'AVRO' }), ok({ is_compatible: false })],
    ],
  },
  {
    title: 'a change of a file that is referred to counts',
    steps: [
      ...given(...registeredOrder, put('/config/money', { compatibility: 'NONE' })),
      [registerProto('money', money.replace('int64', 'string')), ok({ version: 2 })],
      [checkProto('order/versions/latest', order, { references: toMoney(2) }), ok({ is_compatible: false })],
      [
        registerProto('order', order, { references: toMoney(2) }),
        refused(40901, /#\/Money\/1.*FIELD_NAMED_TYPE_CHANGED.*#\/Order\/1/),
      ],
    ],
  },
  {
    title: 'the compiled form is served, and registers as the text that it stands for',
    steps: [
      ...given(registerProto('s', P1)),
      [
        get('/schemas/ids/1?format=serialized'),
        ok({ schema: 'CgdkZWZhdWx0IhEKAU0SDAoBYRgBIAEoCVIBYWIGcHJvdG8z', guid: guidOfP1 }),
      ],
    ],
  },
  {
    title: 'tags of messages and fields are found and edited in the text',
    steps: [
      ...given(registerProto('s', P1)),
      [
        registerProto('s', P1, {
          schemaTagsToAdd: [{ schemaEntity: { entityPath: '.M.a', entityType: 'sr_field' }, tags: ['PII'] }],
        }),
        ok({
          version: 2,
          schema:
            'syntax = "proto3";\n\nmessage M {\n  string a = 1 [(confluent.field_meta) = {\n    tags: [\n      "PII"\n    ]\n  }];\n}\n',
        }),
      ],
      [
        get('/subjects/s/versions/2?findTags=*'),
        ok({ schemaTags: [{ schemaEntity: { entityPath: 'M.a', entityType: 'sr_field' }, tags: ['PII'] }] }),
      ],
      [
        post('/subjects/s/versions', {
          schemaTagsToRemove: [{ schemaEntity: { entityPath: 'M.a', entityType: 'sr_field' }, tags: ['PII'] }],
        }),
        ok({ version: 3, schema: P1 }),
      ],
    ],
  },
  {
    title: 'what only a compiler refuses is stored, unless fields are checked',
    steps: [
      [registerProto('s', 'syntax = "proto3"; message M { string a = 1; string b = 1; }'), ok({ id: 1 })],
      ...given(put('/config/t', { validateFields: true })),
      [
        registerProto('t', 'syntax = "proto3"; message M { string a = 1; string b = 1; }'),
        refused(42201, /the field 'b' of 'M' has the number 1, which 'a' has too/),
      ],
    ],
  },
  {
    title: 'a reserved field of a top-level message may not come back where fields are checked',
    steps: [
      ...given(put('/config/s', { validateFields: true })),
      [
        registerProto('s', P1, { metadata: { properties: { 'confluent:reserved': 'a' } } }),
        refused(40901, /conflicts with the reserved field a/),
      ],
      [registerProto('s', P1, { metadata: { properties: { 'confluent:reserved': 'b' } } }), ok({ version: 1 })],
    ],
  },
])

test('the text of a Protobuf schema alone is answered as it is, without quotes', async (t) => {
  const { url } = await startRegistryApp(t)
  const body = JSON.stringify({ schema: P1, ...proto })
  // A text would be announced as text/plain.
  await fetch(`${url}/subjects/s/versions`, { method: 'POST', body: Buffer.from(body) })
  const answer = await fetch(`${url}/schemas/ids/1/schema`)
  assert.equal(await answer.text(), P1)
})
