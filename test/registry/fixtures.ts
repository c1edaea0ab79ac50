/** Schemas that many tests use; the names are those of the reference cases. */

const f1 = '{"name":"f1","type":"string"}'

/** One field. */
export const A1 = { schema: `{"type":"record","name":"myrecord","fields":[${f1}]}` }

/** A1 and a field with a default: compatible both ways. */
export const A2 = {
  schema: `{"type":"record","name":"myrecord","fields":[${f1},{"name":"f2","type":"string","default":"foo"}]}`,
}

/** A1 and a field without a default: cannot read what A1 wrote. */
export const A2X = {
  schema: `{"type":"record","name":"myrecord","fields":[${f1},{"name":"f2","type":"string"}]}`,
}

/** A1 with another type: incompatible both ways. */
export const AI = { schema: '{"type":"record","name":"myrecord","fields":[{"name":"f1","type":"int"}]}' }

/** A default that is none. */
export const BAD = {
  schema: '{"type":"record","name":"myrecord","fields":[{"type":"string","default":null,"name":"f"}]}',
}

export const REF = {
  schema: '{"type":"record","name":"Ref","namespace":"com.example","fields":[{"name":"id","type":"string"}]}',
}

/** Needs REF as `ref`, version 1. */
export const BASE = {
  schema:
    '{"type":"record","name":"Base","namespace":"com.example","fields":[{"name":"refField","type":"com.example.Ref"}]}',
  references: [{ name: 'com.example.Ref', subject: 'ref', version: 1 }],
}

/** A record with a field of its own, for tests that need many different schemas that are compatible. */
export function recordWith(name: string) {
  return {
    schema: `{"type":"record","name":"myrecord","fields":[${f1},{"name":"${name}","type":"string","default":""}]}`,
  }
}
