import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalAvro, normalizedAvro } from '../../../src/schemas/avro/canonical.ts'
import { parseAvro, type Written } from '../parse.ts'

const inRecord = (field: string) => `{"type":"record","name":"R","fields":[${field}]}`

/** Section 7.1 of the registry specification and what Java's library prints. */
const texts: [what: string, given: Written, canonical: string, normalized?: string][] = [
  ['white space and a type alone', '{   "type":   "string"}', '"string"'],
  [
    'a logical type before its parameters',
    '{"type":"bytes","scale":4,"precision":17,"logicalType":"decimal"}',
    '{"type":"bytes","scale":4,"precision":17,"logicalType":"decimal"}',
    '{"type":"bytes","logicalType":"decimal","precision":17,"scale":4}',
  ],
  [
    'a logical type before other properties',
    '{"type":"int","a":1,"logicalType":"date"}',
    '{"type":"int","a":1,"logicalType":"date"}',
    '{"type":"int","logicalType":"date","a":1}',
  ],
  [
    'properties of a field',
    inRecord('{"type":"string","name":"f","zprop":"z","aprop":{"y":1,"x":[{"b":1,"a":2}]}}'),
    inRecord('{"name":"f","type":"string","zprop":"z","aprop":{"y":1,"x":[{"b":1,"a":2}]}}'),
    inRecord('{"name":"f","type":"string","aprop":{"x":[{"a":2,"b":1}],"y":1},"zprop":"z"}'),
  ],
  [
    'a namespace in the name, an empty doc, aliases',
    '{"fields":[],"name":"ns.R","aliases":["Q","ns.P","other.O"],"doc":"","type":"record"}',
    '{"type":"record","name":"R","namespace":"ns","doc":"","fields":[],"aliases":["Q","P","other.O"]}',
    '{"type":"record","name":"R","namespace":"ns","fields":[],"aliases":["P","Q","other.O"]}',
  ],
  [
    'all attributes of a field',
    inRecord('{"p":1,"aliases":["b","a"],"order":"IGNORE","default":"x","doc":"","type":"string","name":"f"}'),
    inRecord('{"name":"f","type":"string","doc":"","default":"x","order":"ignore","aliases":["b","a"],"p":1}'),
    inRecord('{"name":"f","type":"string","doc":"","default":"x","order":"ignore","aliases":["a","b"],"p":1}'),
  ],
  [
    'an order that is the default',
    inRecord('{"name":"f","type":"int","order":"ascending"}'),
    inRecord('{"name":"f","type":"int"}'),
  ],
  [
    'an enum',
    '{"symbols":["B","A"],"name":"E","p":1,"default":"A","aliases":["F"],"type":"enum","doc":"d"}',
    '{"type":"enum","name":"E","doc":"d","symbols":["B","A"],"default":"A","p":1,"aliases":["F"]}',
  ],
  [
    'a fixed',
    '{"size":4,"p":1,"aliases":["n.G"],"name":"F","type":"fixed"}',
    '{"type":"fixed","name":"F","size":4,"p":1,"aliases":["n.G"]}',
  ],
  [
    'attributes without meaning here',
    '{"doc":"x","type":"array","items":{"type":"int"},"name":"n","q":1}',
    '{"type":"array","items":"int","q":1}',
  ],
  [
    'an error',
    '{"type":"error","name":"E","fields":[]}',
    '{"type":"error","name":"E","fields":[]}',
    '{"type":"record","name":"E","fields":[]}',
  ],
  [
    'numbers of properties',
    '{"type":"int","a":1.50,"b":1e3,"c":10000000000000000000000,"d":-0,"e":1E10}',
    '{"type":"int","a":1.5,"b":1000.0,"c":10000000000000000000000,"d":0,"e":1.0E10}',
  ],
  [
    'numbers of defaults in the notation of their type',
    inRecord(
      '{"name":"f","type":"double","default":1},{"name":"g","type":{"type":"array","items":"float"},"default":[1,2.50]},{"name":"h","type":["null","double"],"default":3},{"name":"i","type":"long","default":1}',
    ),
    inRecord(
      '{"name":"f","type":"double","default":1},{"name":"g","type":{"type":"array","items":"float"},"default":[1,2.5]},{"name":"h","type":["null","double"],"default":3},{"name":"i","type":"long","default":1}',
    ),
    inRecord(
      '{"name":"f","type":"double","default":1.0},{"name":"g","type":{"type":"array","items":"float"},"default":[1.0,2.5]},{"name":"h","type":["null","double"],"default":3.0},{"name":"i","type":"long","default":1}',
    ),
  ],
  [
    'a number written as text',
    inRecord('{"name":"f","type":"double","default":"1"}'),
    inRecord('{"name":"f","type":"double","default":1.0}'),
  ],
  [
    'escapes',
    inRecord('{"name":"f","type":"string","doc":"\\u00e9 \\/ \\u0001"}'),
    inRecord('{"name":"f","type":"string","doc":"é / \\u0001"}'),
  ],
  [
    'no namespace inside one',
    '{"type":"record","name":"a.R","fields":[{"name":"f","type":{"type":"fixed","name":"F","namespace":"","size":1}}]}',
    '{"type":"record","name":"R","namespace":"a","fields":[{"name":"f","type":{"type":"fixed","name":"F","namespace":"","size":1}}]}',
  ],
  [
    'another namespace and second uses',
    '{"type":"record","name":"a.R","fields":[{"name":"f","type":{"type":"fixed","name":"b.F","size":1}},{"name":"g","type":"b.F"},{"name":"h","type":["null","a.R"]}]}',
    '{"type":"record","name":"R","namespace":"a","fields":[{"name":"f","type":{"type":"fixed","name":"F","namespace":"b","size":1}},{"name":"g","type":"b.F"},{"name":"h","type":["null","R"]}]}',
  ],
  [
    'a type named like a primitive',
    '{"type":"record","name":"n.R","fields":[{"name":"a","type":{"type":"fixed","name":"int","size":2}},{"name":"b","type":"n.int"}]}',
    '{"type":"record","name":"R","namespace":"n","fields":[{"name":"a","type":{"type":"fixed","name":"int","size":2}},{"name":"b","type":"n.int"}]}',
  ],
]
for (const [what, given, canonical, normalized = canonical] of texts) {
  test(`canonical and normalised text: ${what}`, () => {
    const document = parseAvro(given)
    assert.equal(canonicalAvro(document), canonical)
    assert.equal(normalizedAvro(document), normalized)
  })
}
