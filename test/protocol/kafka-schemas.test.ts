import assert from 'node:assert/strict'
import test from 'node:test'
import { type AnyApi, apis } from '../../src/protocol/index.ts'
import { type Fields, versionRange } from '../../src/protocol/layout.ts'
import { kafkaSchemas } from './kafka-schemas.ts'
import { schemaNotation } from './support/schema-notation.ts'

for (const api of apis) {
  test(`${api.name} has the key and the fields of Kafka's own schema, in their order, with their versions and defaults`, () => {
    const range = { min: api.minVersion, max: api.maxVersion }
    assert.equal(api.key, kafkaSchemas[api.name]?.key)
    for (let version = api.minVersion; version <= api.maxVersion; version++)
      assert.equal(api.isFlexible(version), version >= (kafkaSchemas[api.name]?.flexible ?? 0))
    assert.equal(schemaNotation(api.requestFields, range), kafkaSchemas[api.name]?.request)
    assert.equal(schemaNotation(api.responseFields, range), kafkaSchemas[api.name]?.response)
  })

  test(`${api.name} has tagged fields in flexible versions only, each tag once`, () => {
    checkTags(api, api.requestFields)
    checkTags(api, api.responseFields)
  })
}

function checkTags(api: AnyApi, fields: Fields): void {
  const tags = Object.values(fields).flatMap(({ tag }) => (tag === undefined ? [] : [tag]))
  assert.equal(new Set(tags).size, tags.length)
  for (const { tag, type, versions } of Object.values(fields)) {
    if (tag !== undefined) assert.ok(api.isFlexible(versionRange(versions).min))
    if (type.fields) checkTags(api, type.fields as Fields)
  }
}
