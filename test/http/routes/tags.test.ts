/** Tags that the registry puts into texts and takes out of them. */

import { A1, A2, A2X } from '../../support/registry-fixtures.ts'
import { get, given, ok, post, put, refused, register, testCases, textOf } from '../../support/registry-steps.ts'

const [f1, f2] = A2.fields
const onRecord = (...tags: string[]) => ({ schemaEntity: { entityPath: 'myrecord', entityType: 'sr_record' }, tags })
const onF1 = (...tags: string[]) => ({ schemaEntity: { entityPath: 'myrecord.f1', entityType: 'sr_field' }, tags })
const tagged = (...tags: string[]) => ({ ...A1, 'confluent:tags': tags })
const withVersion = (version: number) => ({ metadata: { properties: { 'confluent:version': String(version) } } })
const rule = (name: string, more = {}) => ({
  name,
  type: 'CEL',
  kind: 'CONDITION',
  mode: 'READ',
  disabled: false,
  ...more,
})

testCases([
  {
    title: 'schemaTagsToAdd and schemaTagsToRemove edit the text, and the version goes into the metadata',
    steps: [
      ...given(register('s', A1)),
      [
        register('s', A1, { schemaTagsToAdd: [onRecord('A', 'B'), onF1('C')] }),
        ok({
          id: 2,
          version: 2,
          schema: textOf({ ...tagged('A', 'B'), fields: [{ ...f1, 'confluent:tags': ['C'] }] }),
          ...withVersion(2),
        }),
      ],
      [
        register('s', tagged('A', 'B'), { schemaTagsToRemove: [onRecord('A')] }),
        ok({ version: 3, schema: textOf(tagged('B')), ...withVersion(3) }),
      ],
      [
        post('/subjects/s/versions', { schemaTagsToAdd: [onRecord('Z')] }),
        ok({ version: 4, schema: textOf(tagged('B', 'Z')), ...withVersion(4) }),
      ],
      [register('s', A1, { version: 9, schemaTagsToAdd: [onRecord('A')] }), refused(42201, /^Version is not one more/)],
    ],
  },
  {
    title: 'a path that leads nowhere is 42201, an entity without its parts 400',
    steps: [
      [
        register('s', A1, {
          schemaTagsToAdd: [{ schemaEntity: { entityPath: 'myrecord.no', entityType: 'sr_field' }, tags: ['A'] }],
        }),
        refused(42201, /No matching path 'myrecord\.no' found in the schema$/),
      ],
      [register('s', A1, { schemaTagsToAdd: [{ tags: ['A'] }] }), refused(400, /schemaTagsToAdd\[0\]\.schemaEntity/)],
      [get('/subjects'), ok([])],
    ],
  },
  {
    title: 'propagateSchemaTags keeps the tags of the latest version on what is still there',
    steps: [
      ...given(
        put('/config/s', { compatibility: 'NONE' }),
        register('s', { ...A1, fields: [{ ...f1, 'confluent:tags': ['C'] }] }),
      ),
      [
        register('s', A2, { propagateSchemaTags: true }),
        ok({
          version: 2,
          schema: textOf({ ...A2, fields: [{ ...f1, 'confluent:tags': ['C'] }, f2] }),
          metadata: undefined,
        }),
      ],
      [register('s', A2, { propagateSchemaTags: true }), ok({ version: 2 })],
      [
        register('s', { ...A1, fields: [f2] }, { propagateSchemaTags: true }),
        ok({ version: 3, schema: textOf({ ...A1, fields: [f2] }) }),
      ],
      [register('new', A1, { propagateSchemaTags: true }), ok({ version: 1, schema: textOf(A1) })],
    ],
  },
  {
    title: 'POST …/tags registers a version anew with other tags',
    steps: [
      ...given(register('s', A1)),
      [
        post('/subjects/s/versions/latest/tags', { newVersion: 2, tagsToAdd: [onRecord('TAG1', 'TAG2')] }),
        ok({ id: 2, version: 2, schema: textOf(tagged('TAG1', 'TAG2')), ...withVersion(2) }),
      ],
      [
        post('/subjects/s/versions/2/tags', { newVersion: 3, tagsToRemove: [onRecord('TAG2')] }),
        ok({ version: 3, schema: textOf(tagged('TAG1')), ...withVersion(3) }),
      ],
      [post('/subjects/s/versions/1/tags', { tagsToAdd: [onRecord('X')] }), ok({ version: 4, ...withVersion(4) })],
      [post('/subjects/s/versions/1/tags', { newVersion: 9 }), refused(42201)],
      [post('/subjects/s/versions/1/tags', { tagsToAdd: [onF1('X')], newVersion: 5 }), ok({ version: 5 })],
      [post('/subjects/none/versions/1/tags', {}), refused(40401)],
      [post('/subjects/s/versions/77/tags', {}), refused(40402)],
      [post('/subjects/s/versions/x/tags', {}), refused(42202)],
    ],
  },
  {
    title: 'POST …/tags changes rules of the version before, or takes a rule set, but not both',
    steps: [
      ...given(register('s', A1, { ruleSet: { domainRules: [rule('a'), rule('b')] } })),
      [
        post('/subjects/s/versions/1/tags', {
          ruleSet: { domainRules: [rule('a')] },
          rulesToRemove: ['a'],
        }),
        refused(42210, 'ruleSet should be omitted if specifying rulesToMerge or rulesToRemove'),
      ],
      [
        post('/subjects/s/versions/1/tags', {
          newVersion: 2,
          rulesToMerge: { domainRules: [rule('a', { expr: 'true' }), rule('c')] },
          rulesToRemove: ['b'],
        }),
        ok({ version: 2, ruleSet: { domainRules: [rule('a', { expr: 'true' }), rule('c')] } }),
      ],
      [
        post('/subjects/s/versions/1/tags', {
          metadata: { properties: { k: 'v' } },
          ruleSet: { domainRules: [rule('z')] },
        }),
        ok({
          version: 3,
          metadata: { properties: { 'confluent:version': '3', k: 'v' } },
          ruleSet: { domainRules: [rule('z')] },
        }),
      ],
      [
        post('/subjects/s/versions/1/tags', { rulesToMerge: { domainRules: [{ name: 'x' }] } }),
        refused(42210, 'Missing rule type'),
      ],
    ],
  },
  {
    title: 'tags are edited for a subject of another context, and keep to its mode and level',
    steps: [
      ...given(register(':.c:s', A1)),
      [post('/subjects/s/versions/1/tags', { tagsToAdd: [onRecord('T')] }), ok({ version: 2 })],
      [get('/subjects/:.c:s/versions'), ok([1, 2])],
      [register(':.c:s', A2X, { schemaTagsToAdd: [onRecord('T')] }), refused(40901)],
      ...given(put('/mode/:.c:s', { mode: 'READONLY' })),
      [post('/subjects/s/versions/1/tags', { tagsToAdd: [onRecord('U')] }), refused(42205)],
    ],
  },
])
