/** Example values: by the name of a shape or of a field, so that new routes have examples without writing any. */

import type { Shape } from '../shape.ts'

const order = '{"type":"record","name":"Order","fields":[{"name":"id","type":"long"}]}'

/** What is shown of a shape, where it is not its required fields. */
const byShape: Readonly<Record<string, unknown>> = {
  RegisterSchemaRequest: { schemaType: 'AVRO', schema: order },
  ConfigUpdateRequest: { compatibility: 'FULL_TRANSITIVE' },
  Config: { compatibilityLevel: 'FULL_TRANSITIVE' },
  ModeUpdateRequest: { mode: 'READONLY' },
  Mode: { mode: 'READONLY' },
  Clusters: {
    path: [],
    clusters: { 'kafka-cluster': 'uVYxwtJdTzGWl1tJm5jnFA', 'schema-registry-cluster': 'schema-registry' },
  },
  Readiness: { status: 'ready', parts: { database: { healthy: true } } },
  SchemaReference: { name: 'com.example.Customer', subject: 'com.example.Customer', version: 1 },
  Metadata: { properties: { owner: 'orders-team' }, tags: { 'Order.email': ['PII'] } },
  Rule: {
    name: 'positive',
    kind: 'CONDITION',
    mode: 'WRITE',
    type: 'CEL',
    expr: 'message.id > 0',
    onFailure: 'ERROR',
    disabled: false,
  },
}

const byField: Readonly<Record<string, unknown>> = {
  subject: 'orders-value',
  version: 1,
  id: 1,
  guid: '0e8b3b3c-3c5f-4f6a-9a39-d5f3d2a1b7c4',
  schemaType: 'AVRO',
  schema: order,
  ts: 1_790_000_000_000,
  deleted: false,
  context: '.',
}

/** Values of parameters in examples of requests. */
const byParameter: Readonly<Record<string, string>> = {
  subject: 'orders-value',
  version: 'latest',
  id: '1',
  guid: '0e8b3b3c-3c5f-4f6a-9a39-d5f3d2a1b7c4',
  context: '.staging',
  resourceId: 'orders-topic',
  resourceNamespace: 'cluster-1',
  resourceName: 'orders',
}

export function parameterExample(name: string): string | undefined {
  return byParameter[name]
}

/** @returns `undefined` where nothing sensible is known. */
export function exampleOf(shape: Shape, fieldName = ''): unknown {
  switch (shape.kind) {
    case 'object':
      return byShape[shape.name] ?? requiredFields(shape)
    case 'list': {
      const item = exampleOf(shape.of, fieldName)
      return item === undefined ? undefined : [item]
    }
    case 'choice':
      return shape.values[0]
    case 'string':
    case 'boolean':
      return typeof byField[fieldName] === shape.kind ? byField[fieldName] : undefined
    case 'integer':
    case 'long':
      return typeof byField[fieldName] === 'number' ? byField[fieldName] : undefined
    default:
      return undefined
  }
}

/** A field of which nothing is known leaves the whole without an example: a wrong one is worse than none. */
function requiredFields({ fields }: Extract<Shape, { kind: 'object' }>): unknown {
  const values = Object.entries(fields)
    .filter(([, field]) => field.required)
    .map(([name, field]) => [name, exampleOf(field.shape, name)] as const)
  return values.length > 0 && values.every(([, value]) => value !== undefined) ? Object.fromEntries(values) : undefined
}
