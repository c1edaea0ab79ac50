import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonPatchOperation } from '../../../src/schemas/explanation/explanation.ts'
import { patchText } from '../../../src/schemas/explanation/json-patch.ts'
import { jsonPointer } from '../../../src/schemas/json-pointer.ts'

const text = `{
  // what was ordered
  "fields": [
    {"name": "a", "type": "int"},
    {
      "name": "b",
      "type": "long" // cents
    }
  ]
}`

const cases: [name: string, operations: JsonPatchOperation[], expected: string][] = [
  [
    'a member is added on the line of its neighbours',
    [{ op: 'add', path: '/fields/0/default', value: 'null' }],
    text.replace('"type": "int"', '"type": "int", "default": null'),
  ],
  [
    'a member is added on a line of its own where its neighbours have one, and the comment stays',
    [{ op: 'add', path: '/fields/1/default', value: '0' }],
    text.replace('"type": "long"', '"type": "long",\n      "default": 0'),
  ],
  [
    'a value is replaced where it stands, in the style of the text',
    [{ op: 'replace', path: '/fields/0/type', value: '["null","int"]' }],
    text.replace('"int"', '["null", "int"]'),
  ],
  [
    'an item goes with its comma',
    [{ op: 'remove', path: '/fields/0' }],
    text.replace('{"name": "a", "type": "int"},\n    ', ''),
  ],
  [
    'numbers keep all their digits',
    [{ op: 'replace', path: '/fields/0/type', value: '12345678901234567890.10' }],
    text.replace('"int"', '12345678901234567890.10'),
  ],
]

for (const [name, operations, expected] of cases) {
  test(name, () => assert.equal(patchText(text, operations), expected))
}

test('an item is added between two others, spread over lines where they are', () => {
  const patched = patchText('[\n  {\n    "a": 1\n  },\n  {\n    "b": 2\n  }\n]', [
    { op: 'add', path: '/1', value: '{"c":{"d":[3]}}' },
  ])
  assert.equal(
    patched,
    '[\n  {\n    "a": 1\n  },\n  {\n    "c": {\n      "d": [\n        3\n      ]\n    }\n  },\n  {\n    "b": 2\n  }\n]',
  )
})

test('a path that leads nowhere is an error', () => {
  for (const path of ['/fields/7', '/nothing/here', '/fields/0/name/x']) {
    assert.throws(() => patchText(text, [{ op: 'replace', path, value: '1' }]), RangeError)
  }
})

test('the patched text means what RFC 6902 says, however it is laid out', () => {
  const layout = fc.constantFrom(undefined, 1, 2, '\t')
  // A document is read by a reader that keeps `__proto__`, which JSON.parse does not.
  const key = fc.string({ maxLength: 4 }).filter((name) => name !== '__proto__')
  const document = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  })).object
  fc.assert(
    fc.property(document, layout, fc.nat(), fc.constantFrom('add', 'replace', 'remove'), (given, space, seed, op) => {
      const before: unknown = JSON.parse(JSON.stringify(given))
      const places = placesIn(before)
      const segments = places[seed % places.length]
      if (!segments) return
      const path = jsonPointer(segments)
      const operation: JsonPatchOperation = op === 'remove' ? { op, path } : { op, path, value: '{"new":[1,"x"]}' }
      const patched: unknown = JSON.parse(patchText(JSON.stringify(before, undefined, space), [operation]))
      assert.deepEqual(patched, apply(before, segments, op))
    }),
  )
})

test('operations are applied one after another, also where several are done at once', () => {
  const list = fc.array(fc.record({ a: fc.integer(), b: fc.array(fc.integer(), { minLength: 1, maxLength: 2 }) }), {
    minLength: 3,
    maxLength: 5,
  })
  const step = fc.tuple(fc.constantFrom<'add' | 'replace' | 'remove'>('add', 'replace', 'remove'), fc.nat())
  fc.assert(
    fc.property(list, fc.array(step, { maxLength: 6 }), fc.constantFrom(undefined, 2), (given, steps, space) => {
      let expected: unknown = JSON.parse(JSON.stringify(given))
      const operations = steps.flatMap(([op, seed]): JsonPatchOperation[] => {
        const places = placesIn(expected)
        const place = places[seed % places.length]
        if (!place) return []
        const there = place.reduce<unknown>((node, key) => Reflect.get(Object(node), key), expected)
        const isObject = typeof there === 'object' && !Array.isArray(there)
        // Half of what is added is a new member of an object.
        const segments = op === 'add' && isObject && seed % 2 ? [...place, `n${seed % 3}`] : place
        expected = apply(expected, segments, op)
        const path = jsonPointer(segments)
        return [op === 'remove' ? { op, path } : { op, path, value: '{"new":[1,"x"]}' }]
      })
      assert.deepEqual(JSON.parse(patchText(JSON.stringify(given, undefined, space), operations)), expected)
    }),
    { numRuns: 1000 },
  )
})

/** Every place but the root. */
function placesIn(value: unknown, here: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...here, key], ...placesIn(inner, [...here, key])])
}

function apply(root: unknown, segments: readonly string[], op: 'add' | 'replace' | 'remove'): unknown {
  const copy: unknown = structuredClone(root)
  const value = { new: [1, 'x'] }
  const last = segments.at(-1) ?? ''
  // Every place that is asked for was found in the document, so its parents are objects or lists.
  const parent = segments.slice(0, -1).reduce<unknown>((node, key) => Reflect.get(node as object, key), copy) as object
  if (Array.isArray(parent)) parent.splice(Number(last), op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]))
  else if (op === 'remove') Reflect.deleteProperty(parent, last)
  else Object.assign(parent, { [last]: value })
  return copy
}
