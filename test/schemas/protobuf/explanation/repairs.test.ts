import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Side } from '../../../../src/schemas/explanation/explanation.ts'
import { Mender } from '../../../../src/schemas/explanation/mend.ts'
import { applyEdits } from '../../../../src/schemas/explanation/text-edits.ts'
import type { ResolvedReference } from '../../../../src/schemas/index.ts'
import { protobufExplanations } from '../../../../src/schemas/protobuf/explanation/index.ts'
import { protobuf } from '../../../../src/schemas/protobuf/index.ts'
import { protobufFault } from '../../../../src/schemas/protobuf/link-faults.ts'
import { type GoldenCase, readGolden } from '../../golden.ts'
import { parseProtobuf } from '../../parse.ts'
import { schemaPair } from './pairs.ts'

interface Texts {
  readonly older: string
  readonly newer: string
  readonly olderReferences?: readonly ResolvedReference[]
  readonly newerReferences?: readonly ResolvedReference[]
}

/** The newer schema as a candidate; a reader under BACKWARD, a writer under FORWARD, both under FULL. */
function menderOf({ older, newer, olderReferences = [], newerReferences = [] }: Texts, sides: readonly Side[]) {
  const opposite = protobuf.parse({ text: older, references: olderReferences, strict: false, placed: true })
  return new Mender({
    format: protobuf,
    rules: protobufExplanations,
    candidate: { text: newer, references: newerReferences, strict: true, placed: true },
    opposites: sides.map((candidateIs) => ({ candidateIs, parsed: opposite })),
    policy: 'STRICT',
  })
}

/** The newer text after the fix of all that is found, and what the fix is called. */
function mended(texts: Texts, ...sides: Side[]) {
  const fix = menderOf(texts, sides).fixOfAll()
  return fix && { title: fix.title, text: applyEdits(texts.newer, [fix.edit]) }
}

function goldenTexts(golden: GoldenCase): Texts {
  const references = (attribute: string) =>
    ((golden.value(attribute) ?? []) as { name: string; dependency: string; builtin?: boolean }[])
      .filter(({ builtin }) => !builtin)
      .map(({ name, dependency }) => ({ name, text: dependency }))
  return {
    older: String(golden.value('old')),
    newer: String(golden.value('new')),
    olderReferences: references('original_dependencies'),
    newerReferences: references('update_dependencies'),
  }
}

for (const side of ['reader', 'writer'] as const) {
  test(`every incompatible authored pair is mended by an edit of the new schema as ${side}`, (t) => {
    const broken = readGolden('authored/protobuf.json')
      .map(goldenTexts)
      .filter((texts) => menderOf(texts, [side]).open.length > 0)
    const without = broken.filter((texts) => !mended(texts, side))
    t.diagnostic(`${broken.length - without.length} of ${broken.length} have a fix`)
    assert.deepEqual(without, [])
  })
}

test('of generated pairs at least 90 % are mended under each level, by texts that a compiler takes', (t) => {
  for (const sides of [['reader'], ['writer'], ['reader', 'writer']] as const) {
    let [broken, fixed] = [0, 0]
    fc.assert(
      fc.property(schemaPair, (pair) => {
        if (menderOf(pair, sides).open.length === 0) return
        broken++
        const fix = mended(pair, ...sides)
        if (!fix) return
        fixed++
        assert.equal(protobufFault(parseProtobuf(fix.text)), undefined, fix.text)
        assert.deepEqual(menderOf({ ...pair, newer: fix.text }, sides).open, [])
      }),
      { numRuns: 60, seed: 7 },
    )
    t.diagnostic(`as ${sides.join(' and ')}: ${fixed} of ${broken} have a fix`)
    assert.ok(fixed >= broken * 0.9, `${fixed} of ${broken}`)
  }
})

const order = `syntax = "proto3";

package shop;

import "google/protobuf/timestamp.proto";

// An order as it was placed.
message Order {
    // Who placed it.
    string customer = 1;
    int64 cents = 2; // without tax
    google.protobuf.Timestamp placed_at = 3;

    oneof payment {
        string card = 4;
        Invoice invoice = 5;
    }

    enum Status {
        OPEN = 0;
    }

    /* Of the last change. */
    Status status = 6;
}

message Invoice {
    string address = 1; // with country
}
`

type Replacement = [from: string | RegExp, to: string]

/** What somebody made of `order`, which sides the candidate is on, the fix, and what it makes of the text. */
const repairs: [edited: Replacement[], sides: Side[], title: string, fixed: Replacement[]][] = [
  [
    [['int64 cents = 2; // without tax', 'string cents = 2; // as text']],
    ['reader', 'writer'],
    "Give field 'cents' the new number 7 and keep 2 reserved for what it was.",
    [
      ['int64 cents = 2; // without tax', 'string cents = 7; // as text'],
      ['    // Who', '    reserved 2;\n    // Who'],
    ],
  ],
  [
    [['        Invoice invoice = 5;', '        string invoice = 5;']],
    ['reader'],
    "Give field 'invoice' its type Invoice back.",
    [],
  ],
  [
    [
      ['        Invoice invoice = 5;\n', ''],
      [/\nmessage Invoice[\s\S]*/, ''],
    ],
    ['reader'],
    "Put field 'invoice' (number 5) back into oneof 'payment'.",
    [],
  ],
  [[['package shop;', 'package store;']], ['reader', 'writer'], "Give the package its name 'shop' back.", []],
  [[['package shop;\n\n', '']], ['reader'], "Give the package its name 'shop' back.", []],
  [
    [
      ['Invoice invoice', 'Bill invoice'],
      ['message Invoice', 'message Bill'],
    ],
    ['writer'],
    "Give message 'Bill' its name 'Invoice' back.",
    [],
  ],
  [
    [
      ['    string customer = 1;\n', '    string customer = 2;\n'],
      ['int64 cents = 2', 'int64 cents = 1'],
    ],
    ['reader'],
    "Give the fields of message 'Order' their numbers back.",
    [],
  ],
  [
    [['        string card = 4;\n', '        string card = 4;\n        string voucher = 7; // with a code\n']],
    ['writer'],
    "Put field 'voucher' beside the oneof 'payment' and not into it.",
    [
      [
        '        Invoice invoice = 5;\n    }\n',
        '        Invoice invoice = 5;\n    }\n    string voucher = 7; // with a code\n',
      ],
    ],
  ],
  [
    [
      ['    // Who placed it.\n    string customer = 1;\n', ''],
      [
        '        string card = 4;\n',
        '        string card = 4;\n        // Who placed it.\n        string customer = 1;\n',
      ],
    ],
    ['reader'],
    "Take field 'customer' out of the oneof 'payment' again.",
    [
      ['    // Who placed it.\n    string customer = 1;\n', ''],
      [
        '        Invoice invoice = 5;\n    }\n',
        '        Invoice invoice = 5;\n    }\n    // Who placed it.\n    string customer = 1;\n',
      ],
    ],
  ],
  [
    [
      [
        '    oneof payment {\n        string card = 4;\n        Invoice invoice = 5;\n    }\n',
        '    string card = 4;\n    Invoice invoice = 5;\n',
      ],
    ],
    ['writer'],
    "Put fields 'card', 'invoice' into the oneof 'payment' again.",
    [],
  ],
  [
    [['}\n\nmessage Invoice', '}\n\n// New.\nmessage Parcel {\n    int32 weight = 1;\n}\n\nmessage Invoice']],
    ['writer'],
    "Remove message 'Parcel'.",
    [],
  ],
]

for (const [edited, sides, title, fixed] of repairs) {
  test(`as ${sides.join(' and ')}: ${title} The text is otherwise as its author wrote it`, () => {
    const change = (text: string, replacements: Replacement[]) =>
      replacements.reduce((now, [from, to]) => now.replace(from, to), text)
    const expected = { title, text: change(order, fixed) }
    assert.deepEqual(mended({ older: order, newer: change(order, edited) }, ...sides), expected)
    // On lines that end as those of Windows do.
    const windows = (text: string) => text.replaceAll('\n', '\r\n')
    assert.deepEqual(mended({ older: windows(order), newer: windows(change(order, edited)) }, ...sides), {
      title,
      text: windows(expected.text),
    })
  })
}

test('what a field needs comes back with it: its type, its import, its number that was set aside', () => {
  const older = `syntax = "proto2";
import "google/protobuf/timestamp.proto";
message Event {
  required google.protobuf.Timestamp at = 1;
  required Kind kind = 2;
  optional string note = 3;
}
enum Kind {
  OPENED = 0;
}
`
  const newer = `syntax = "proto2";
message Event {
  reserved 1 to 2, 7;
  reserved "at", "kind";
  optional string note = 3;
}
`
  assert.deepEqual(mended({ older, newer }, 'reader', 'writer'), {
    title:
      "Put field 'at' (number 1) back into message 'Event'. Put field 'kind' (number 2) back into message 'Event'.",
    text: `syntax = "proto2";

import "google/protobuf/timestamp.proto";
message Event {
  required google.protobuf.Timestamp at = 1;
  required Kind kind = 2;
  reserved 7;
  optional string note = 3;
}

enum Kind {
  OPENED = 0;
}
`,
  })
})

test('where a file that is referred to has changed, the field that leads there gets a new number', () => {
  const text = 'syntax = "proto3";\nimport "money.proto";\nmessage M {\n  Money price = 1;\n}\n'
  const money = (type: string) => [
    { name: 'money.proto', text: `syntax = "proto3"; message Money { ${type} units = 1; }` },
  ]
  const texts = { older: text, newer: text, olderReferences: money('int64'), newerReferences: money('string') }
  assert.equal(
    mended(texts, 'reader')?.title,
    "Give field 'price' the new number 2 and keep 1 reserved for what it was.",
  )
})
