import assert from 'node:assert/strict'
import { test } from 'node:test'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseProtobuf } from '../parse.ts'

const proto3 = (body: string) => `syntax = "proto3";\n${body}`
const proto2 = (body: string) => `syntax = "proto2";\n${body}`

/** What is written, what is stored, and what is stored where it is normalised (if that is something else). */
const texts: [what: string, given: string, canonical: string, normalized?: string][] = [
  [
    'comments, spacing and empty statements',
    '// c\nsyntax="proto3" ; /* c */ message M{string a=1 ;;}; // end',
    proto3('\nmessage M {\n  string a = 1;\n}\n'),
  ],
  ['a file that declares nothing', proto3(''), proto3('')],
  [
    'a file without a syntax, which is proto2',
    'message M { optional int32 a = 1; }',
    '\nmessage M {\n  optional int32 a = 1;\n}\n',
  ],
  [
    'a declared proto2',
    proto2('message M { required int32 a = 1; }'),
    proto2('\nmessage M {\n  required int32 a = 1;\n}\n'),
    '\nmessage M {\n  required int32 a = 1;\n}\n',
  ],
  [
    'imports, plain ones first',
    proto3('package a.b;\nimport public "z.proto"; import "y.proto"; import \'x.proto\'; import "y.proto";'),
    proto3('package a.b;\n\nimport "y.proto";\nimport "x.proto";\nimport "y.proto";\nimport public "z.proto";\n'),
    proto3('package a.b;\n\nimport "x.proto";\nimport "y.proto";\nimport public "z.proto";\n'),
  ],
  ['weak imports, which the reference loses', proto3('import weak "w.proto";'), proto3('\nimport weak "w.proto";\n')],
  [
    'messages before enums, in their order',
    proto3('enum E { A = 0; } message Z {} message B {}'),
    proto3('\nmessage Z {}\nmessage B {}\nenum E {\n  A = 0;\n}\n'),
  ],
  [
    'sections of a message, with indented empty lines inside of nested ones',
    proto3(
      `message M { message N { string s = 1; oneof o { string t = 2; } } N n = 2; string a = 1; reserved 9;
       option deprecated = true; enum E { option allow_alias = true; A = 0; B = 0; reserved 5; } }`,
    ),
    proto3(
      [
        '',
        'message M {',
        '  reserved 9;',
        '',
        '  option deprecated = true;',
        '',
        '  N n = 2;',
        '  string a = 1;',
        '',
        '  message N {',
        '    string s = 1;',
        '  ',
        '    oneof o {',
        '      string t = 2;',
        '    }',
        '  }',
        '  enum E {',
        '    reserved 5;',
        '    option allow_alias = true;',
        '    A = 0;',
        '    B = 0;',
        '  }',
        '}',
        '',
      ].join('\n'),
    ),
    proto3(
      [
        '',
        'message M {',
        '  reserved 9;',
        '',
        '  option deprecated = true;',
        '',
        '  string a = 1;',
        '  .M.N n = 2;',
        '',
        '  message N {',
        '    string s = 1;',
        '  ',
        '    oneof o {',
        '      string t = 2;',
        '    }',
        '  }',
        '  enum E {',
        '    reserved 5;',
        '    option allow_alias = true;',
        '    A = 0;',
        '    B = 0;',
        '  }',
        '}',
        '',
      ].join('\n'),
    ),
  ],
  [
    'one option on its line, several on lines of their own, default and json_name last',
    proto2(
      `message M { optional int32 a = 1 [deprecated=true];
       optional string b = 2 [default = "x\\n'\\"", json_name = "bB", deprecated = true, (c.d).e = -1]; }`,
    ),
    proto2(
      [
        '',
        'message M {',
        '  optional int32 a = 1 [deprecated = true];',
        '  optional string b = 2 [',
        '    deprecated = true,',
        '    (c.d).e = -1,',
        `    default = "x\\n\\'\\"",`,
        '    json_name = "bB"',
        '  ];',
        '}',
        '',
      ].join('\n'),
    ),
    [
      '',
      'message M {',
      '  optional int32 a = 1 [deprecated = true];',
      '  optional string b = 2 [',
      '    (c.d).e = -1,',
      `    default = "x\\n\\'\\"",`,
      '    deprecated = true,',
      '    json_name = "bB"',
      '  ];',
      '}',
      '',
    ].join('\n'),
  ],
  [
    'values in text format',
    proto3(
      `option (x) = { b: 1, a { c: -inf } d: [1, "y", true] d: 0x1F; e: <> [f.g]: "h" i: [] };
       option (y) = [1, 2]; option (z) = [1]; option (s) = "a" 'b';`,
    ),
    proto3(
      [
        '',
        'option (x) = {',
        '  b: 1,',
        '  a: {',
        '    c: -inf',
        '  },',
        '  d: [',
        '    1,',
        '    "y",',
        '    true,',
        '    0x1F',
        '  ],',
        '  e: {',
        '  },',
        '  [f.g]: "h",',
        '  i: [',
        '  ]',
        '};',
        'option (y) = [',
        '  1,',
        '  2',
        '];',
        'option (z) = [1];',
        'option (s) = "ab";',
        '',
      ].join('\n'),
    ),
    proto3(
      [
        '',
        'option (s) = "ab";',
        'option (x) = {',
        '  [f.g]: "h",',
        '  a: {',
        '    c: -inf',
        '  },',
        '  b: 1,',
        '  d: [',
        '    1,',
        '    "y",',
        '    true,',
        '    31',
        '  ],',
        '  e: {',
        '  }',
        '};',
        'option (y) = [',
        '  1,',
        '  2',
        '];',
        'option (z) = [1];',
        '',
      ].join('\n'),
    ),
  ],
  [
    'ranges and names that are reserved',
    proto2('message M { reserved 4 to 4, 2, 900 to max, "b"; reserved "a", 1 to 3; extensions 30 to 40, 20; }'),
    proto2(
      '\nmessage M {\n  reserved 4 to 4, 2, 900 to max, "b";\n  reserved "a", 1 to 3;\n\n  extensions 30 to 40, 20;\n}\n',
    ),
    '\nmessage M {\n  reserved 1 to 3;\n  reserved 2;\n  reserved 4;\n  reserved 900 to max;\n  reserved "a";\n  reserved "b";\n' +
      '\n  extensions 20;\n  extensions 30 to 40;\n}\n',
  ],
  [
    'options of a range of extensions',
    proto2('message M { extensions 4, 6 to 8 [verification = UNVERIFIED]; }'),
    proto2('\nmessage M {\n  extensions 4, 6 to 8 [verification = UNVERIFIED];\n}\n'),
    '\nmessage M {\n  extensions 4 [verification = UNVERIFIED];\n  extensions 6 to 8 [verification = UNVERIFIED];\n}\n',
  ],
  [
    'constants by number, then name',
    proto3('enum E { option allow_alias = true; Z = 0; B = 1; A = 1; N = -1; }'),
    proto3('\nenum E {\n  option allow_alias = true;\n  Z = 0;\n  B = 1;\n  A = 1;\n  N = -1;\n}\n'),
    proto3('\nenum E {\n  option allow_alias = true;\n  N = -1;\n  Z = 0;\n  A = 1;\n  B = 1;\n}\n'),
  ],
  [
    'maps, and messages that stand for their entries',
    proto3(
      `package p; message M { map<string,N> a = 1; repeated BEntry b = 2; message N {}
       message BEntry { option map_entry = true; string key = 1; N value = 2; } }`,
    ),
    proto3(
      [
        'package p;',
        '',
        'message M {',
        '  map<string, N> a = 1;',
        '  repeated BEntry b = 2;',
        '',
        '  message N {}',
        '  message BEntry {',
        '    option map_entry = true;',
        '  ',
        '    string key = 1;',
        '    N value = 2;',
        '  }',
        '}',
        '',
      ].join('\n'),
    ),
    proto3(
      'package p;\n\nmessage M {\n  map<string, .p.M.N> a = 1;\n  map<string, .p.M.N> b = 2;\n\n  message N {}\n}\n',
    ),
  ],
  [
    'oneofs, groups and members by number',
    proto2(
      `message M { oneof z { int32 d = 9; int32 c = 8; } oneof y { int32 b = 3; }
       optional group H = 2 { optional int32 f = 2; optional int32 e = 1; } optional group G = 1 {} oneof none {} }`,
    ),
    proto2(
      [
        '',
        'message M {',
        '  oneof z {',
        '    int32 d = 9;',
        '    int32 c = 8;',
        '  }',
        '  oneof y {',
        '    int32 b = 3;',
        '  }',
        '  oneof none {}',
        '',
        '  optional group H = 2 {',
        '    optional int32 f = 2;',
        '    optional int32 e = 1;',
        '  }',
        '  optional group G = 1 {}',
        '}',
        '',
      ].join('\n'),
    ),
    [
      '',
      'message M {',
      '  oneof y {',
      '    int32 b = 3;',
      '  }',
      '  oneof z {',
      '    int32 c = 8;',
      '    int32 d = 9;',
      '  }',
      '',
      '  optional group G = 1 {}',
      '  optional group H = 2 {',
      '    optional int32 e = 1;',
      '    optional int32 f = 2;',
      '  }',
      '}',
      '',
    ].join('\n'),
  ],
  [
    'extensions of one message together, options by their full names',
    proto2(
      `package p; import "google/protobuf/descriptor.proto"; message O { optional int32 a = 1; repeated string b = 2; }
       extend google.protobuf.FieldOptions { optional O two = 1002; optional int32 one = 1001; }
       extend .google.protobuf.FieldOptions { repeated int32 three = 1003; }
       message M { optional int32 a = 1 [(two).b = "x", (.p.two).a = 1e3, (p.two).b = "y", (three) = 1, (three) = 2]; }`,
    ),
    proto2(
      [
        'package p;',
        '',
        'import "google/protobuf/descriptor.proto";',
        '',
        'message O {',
        '  optional int32 a = 1;',
        '  repeated string b = 2;',
        '}',
        'message M {',
        '  optional int32 a = 1 [',
        '    (two).b = "x",',
        '    (.p.two).a = 1e3,',
        '    (p.two).b = "y",',
        '    (three) = 1,',
        '    (three) = 2',
        '  ];',
        '}',
        '',
        'extend google.protobuf.FieldOptions {',
        '  optional O two = 1002;',
        '  optional int32 one = 1001;',
        '}',
        'extend .google.protobuf.FieldOptions {',
        '  repeated int32 three = 1003;',
        '}',
        '',
      ].join('\n'),
    ),
    [
      'package p;',
      '',
      'import "google/protobuf/descriptor.proto";',
      '',
      'message O {',
      '  optional int32 a = 1;',
      '  repeated string b = 2;',
      '}',
      'message M {',
      '  optional int32 a = 1 [',
      '    (p.three) = 1,',
      '    (p.three) = 2,',
      '    (p.two) = {',
      '      a: 1000,',
      '      b: [',
      '        "x",',
      '        "y"',
      '      ]',
      '    }',
      '  ];',
      '}',
      '',
      'extend .google.protobuf.FieldOptions {',
      '  optional int32 one = 1001;',
      '  optional .p.O two = 1002;',
      '  repeated int32 three = 1003;',
      '}',
      '',
    ].join('\n'),
  ],
  [
    'services',
    proto3(
      `import "google/protobuf/empty.proto"; message Q {} service S { option deprecated = true; rpc A(stream Q)
       returns(stream google.protobuf.Empty){ option (h)={get:"/v1"}; } rpc B (Q) returns (.Q) {} }`,
    ),
    proto3(
      [
        '',
        'import "google/protobuf/empty.proto";',
        '',
        'message Q {}',
        '',
        'service S {',
        '  option deprecated = true;',
        '',
        '  rpc A (stream Q) returns (stream google.protobuf.Empty) {',
        '    option (h) = {',
        '      get: "/v1"',
        '    };',
        '  };',
        '  rpc B (Q) returns (.Q);',
        '}',
        '',
      ].join('\n'),
    ),
    proto3(
      [
        '',
        'import "google/protobuf/empty.proto";',
        '',
        'message Q {}',
        '',
        'service S {',
        '  option deprecated = true;',
        '',
        '  rpc A (stream .Q) returns (stream .google.protobuf.Empty) {',
        '    option (h) = {',
        '      get: "/v1"',
        '    };',
        '  };',
        '  rpc B (.Q) returns (.Q);',
        '}',
        '',
      ].join('\n'),
    ),
  ],
  [
    'edition 2023, where reserved names have no quotes',
    'edition = "2023"; option features.field_presence = IMPLICIT; message M { reserved b, a; int32 c = 1; }',
    'edition = "2023";\n\noption features.field_presence = IMPLICIT;\n\nmessage M {\n  reserved b, a;\n\n  int32 c = 1;\n}\n',
    'edition = "2023";\n\noption features.field_presence = IMPLICIT;\n\nmessage M {\n  reserved a;\n  reserved b;\n\n  int32 c = 1;\n}\n',
  ],
]
for (const [what, given, canonical, normalized = canonical] of texts) {
  test(`the stored and the normalised text of ${what}`, () => {
    const document = parseProtobuf(given, { references: referencesFor(given) })
    assert.equal(protobuf.canonical(document), canonical)
    assert.equal(protobuf.normalized(document), normalized)
  })
  test(`the stored and the normalised text of ${what} stay as they are when they are read again`, () => {
    const again = (text: string) => parseProtobuf(text, { references: referencesFor(given) })
    assert.equal(protobuf.canonical(again(canonical)), canonical)
    assert.equal(protobuf.normalized(again(canonical)), normalized)
    assert.equal(protobuf.normalized(again(normalized)), normalized)
  })
}

function referencesFor(text: string) {
  return [...text.matchAll(/\b([wxyz]\.proto)/g)].map(([name]) => ({ name, text: '' }))
}

const numbers: [given: string, normalized: string][] = [
  ['1.50', '1.5'],
  ['1e3', '1000'],
  ['-12.5E-2', '-0.125'],
  ['0x1f', '31'],
  ['017', '15'],
  ['.5', '0.5'],
  ['3.141592653589793', '3.141592653589793'],
  ['18446744073709551615', '18446744073709551615'],
  ['inf', 'inf'],
  ['-nan', '-nan'],
  ['1e999', '1e999'],
]
test('numbers of options have one notation where they are normalised, and lose no digit', () => {
  for (const [given, normalized] of numbers) {
    const document = parseProtobuf(`option (x) = ${given};`)
    assert.equal(protobuf.normalized(document), `\noption (x) = ${normalized};\n`)
    assert.equal(protobuf.canonical(document), `\noption (x) = ${given};\n`)
  }
})
