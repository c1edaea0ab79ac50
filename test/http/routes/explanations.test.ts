/** Findings that are explained: where, what mends it, which record shows it. */

import { post, put, refused, testCases } from '../../support/registry-steps.ts'

const order = (...fields: string[]) =>
  `{\n  "type": "record",\n  "name": "Order",\n  "fields": [\n    ${fields.join(',\n    ')}\n  ]\n}`

const cents = '{"name": "cents", "type": "int"}'
const note = '{"name": "note", "type": "string"}'
const mendedNote = '{"name": "note", "type": ["null", "string"], "default": null}'

const explain = (schema: string, query = '') =>
  post(`/schemalog/v1/compatibility/subjects/orders/versions${query}`, { schema })
const part = (expected: unknown) => ({ status: 200, part: expected })
const stops = (where: string) => `A reader with the new schema stops ${where}.`
const registered = [post('/subjects/orders/versions', { schema: order(cents) }), { status: 200 }] as const

testCases([
  {
    title: 'a finding says line and column in the text that was sent, and an edit that keeps its layout mends it',
    steps: [
      registered,
      [
        explain(order(cents, note)),
        part({
          is_compatible: false,
          level: 'BACKWARD',
          findings: [
            {
              kind: 'READER_FIELD_MISSING_DEFAULT_VALUE',
              rule: 'docs/rules.md#avro-reader_field_missing_default_value',
              newPlace: { line: 6, column: 14 },
              oldPlace: { line: 1 },
              fix: {
                patch: [
                  { op: 'replace', path: '/fields/1/type', value: ['null', 'string'] },
                  { op: 'add', path: '/fields/1/default', value: null },
                ],
              },
            },
          ],
          fix: { text: order(cents, mendedNote) },
        }),
      ],
      [explain(order(cents, mendedNote)), part({ is_compatible: true, findings: [] })],
    ],
  },
  {
    title: 'the findings of the verbose answer are the explained ones',
    steps: [
      registered,
      [
        post('/compatibility/subjects/orders/versions/latest?verbose=true', { schema: order(cents, note) }),
        part({ findings: [{ newPlace: { line: 6, column: 14 }, fix: { patch: [{ op: 'replace' }, { op: 'add' }] } }] }),
      ],
    ],
  },
  {
    title: 'another level may be asked about than the one that holds',
    steps: [
      registered,
      [explain(order(note), '?level=NONE'), part({ is_compatible: true, level: 'NONE' })],
      [
        explain(order(note, mendedNote.replace('note', 'more')), '/latest?level=FORWARD'),
        part({ level: 'FORWARD', findings: [{ direction: 'old-reads-new' }] }),
      ],
      [explain(order(note), '?level=SIDEWAYS'), refused(404)],
    ],
  },
  {
    title: 'a fix holds for every version that the level compares',
    steps: [
      registered,
      [put('/config/orders', { compatibility: 'BACKWARD_TRANSITIVE' }), { status: 200 }],
      [post('/subjects/orders/versions', { schema: order(cents, mendedNote) }), { status: 200 }],
      [
        explain(order(cents, note)),
        part({ findings: [{ oldVersion: 2 }, { oldVersion: 1 }], fix: { text: order(cents, mendedNote) } }),
      ],
    ],
  },
  {
    title: 'a schema of another type cannot be mended, and says so without a fix',
    steps: [
      registered,
      [
        post('/schemalog/v1/compatibility/subjects/orders/versions', {
          schema: '{"type":"object"}',
          schemaType: 'JSON',
        }),
        part({ findings: [{ kind: 'SCHEMA_TYPE_CHANGED', rule: 'docs/rules.md#schema_type_changed' }], warnings: [] }),
      ],
    ],
  },
  {
    title: 'a text that is no schema is refused, a version that is not there too',
    steps: [registered, [explain('{"type":"recor"}'), refused(42201)], [explain(order(cents), '/7'), refused(40402)]],
  },
])

testCases([
  {
    title: 'of several findings each has a record that shows it and not another one',
    steps: [
      [
        post('/subjects/orders/versions', {
          schema: order('{"name": "id", "type": "long"}', cents),
        }),
        { status: 200 },
      ],
      [
        explain(order('{"name": "id", "type": "string"}', '{"name": "cents", "type": "string"}', note)),
        part({
          findings: [
            {
              path: '/fields/0/type',
              witness: { outcome: stops("at 'id': written as long, which is not readable as string") },
            },
            {
              path: '/fields/1/type',
              witness: { outcome: stops("at 'cents': written as int, which is not readable as string") },
            },
            {
              path: '/fields/2',
              witness: {
                outcome: stops('at once: the writer has no field note, and the reader has no default for it'),
              },
            },
          ],
        }),
      ],
    ],
  },
])
