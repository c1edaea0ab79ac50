/** The records that serdes are measured with: small, nested, wide, and text that is not ASCII. */

import type { AvroSchema } from '@schemalog/serdes'

export interface BenchRecord {
  readonly name: string
  readonly schema: AvroSchema
  /** With longs as numbers. */
  readonly value: unknown
  /** Another version that reads it. */
  readonly evolved?: AvroSchema
}

const customer = {
  type: 'record',
  name: 'Customer',
  fields: [
    { name: 'name', type: 'string' },
    { name: 'email', type: ['null', 'string'], default: null },
    { name: 'level', type: { type: 'enum', name: 'Level', symbols: ['BRONZE', 'SILVER', 'GOLD'] } },
  ],
} as const

const lines = {
  type: 'array',
  items: {
    type: 'record',
    name: 'Line',
    fields: [
      { name: 'sku', type: 'string' },
      { name: 'count', type: 'int' },
      { name: 'price', type: 'double' },
    ],
  },
} as const

const order = {
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  cents: 499_500,
  at: 1_795_540_000_000,
  customer: { name: 'Ada Lovelace', email: 'ada@example.org', level: 'SILVER' as const },
  lines: Array.from({ length: 8 }, (_, index) => ({ sku: `SKU-10${index}`, count: index + 1, price: 9.99 * index })),
  labels: { channel: 'web', region: 'eu-west-1', campaign: 'autumn' },
}

const wideTypes = ['int', 'string', 'double', 'long', 'boolean'] as const

export const benchRecords: readonly BenchRecord[] = [
  {
    name: 'small',
    schema: {
      type: 'record',
      name: 'Reading',
      fields: [
        { name: 'sensor', type: 'string' },
        { name: 'at', type: 'long' },
        { name: 'celsius', type: 'double' },
        { name: 'valid', type: 'boolean' },
        { name: 'note', type: ['null', 'string'], default: null },
        { name: 'place', type: 'string' },
      ],
    },
    value: {
      sensor: 'greenhouse-17',
      at: 1_795_540_000_000,
      celsius: 21.5,
      valid: true,
      note: 'moved to the window',
      place: 'Rotterdam, north hall',
    },
  },
  {
    name: 'order',
    schema: {
      type: 'record',
      name: 'Order',
      fields: [
        { name: 'id', type: 'string' },
        { name: 'cents', type: 'long' },
        { name: 'at', type: 'long' },
        { name: 'customer', type: customer },
        { name: 'lines', type: lines },
        { name: 'labels', type: { type: 'map', values: 'string' } },
      ],
    },
    value: order,
    evolved: {
      type: 'record',
      name: 'Order',
      fields: [
        { name: 'id', type: 'string' },
        { name: 'currency', type: 'string', default: 'EUR' },
        { name: 'cents', type: 'double' },
        { name: 'customer', type: customer },
        { name: 'lines', type: lines },
        { name: 'note', type: ['null', 'string'], default: null },
      ],
    },
  },
  {
    name: 'wide',
    schema: {
      type: 'record',
      name: 'Wide',
      fields: Array.from({ length: 60 }, (_, index) => ({
        name: `field${index}`,
        type: wideTypes[index % 5] ?? 'int',
      })),
    },
    value: Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `field${index}`,
        [index * 1_000, `value ${index}`, index * 1.5, index * 100_000, index % 2 === 0][index % 5],
      ]),
    ),
  },
  {
    name: 'text',
    schema: {
      type: 'record',
      name: 'Article',
      fields: [
        { name: 'title', type: 'string' },
        { name: 'author', type: 'string' },
        { name: 'city', type: 'string' },
        { name: 'summary', type: 'string' },
      ],
    },
    value: {
      title: 'Grüße aus Köln, schönes Wetter 🎉',
      author: 'Søren Kierkegård',
      city: '東京都',
      summary: '日本語のテキストがここにあります、そしてもう少し続きます',
    },
  },
]

export const jsonOrder = {
  schema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Order',
    type: 'object',
    required: ['id', 'cents', 'customer', 'lines'],
    additionalProperties: false,
    properties: {
      id: { type: 'string', minLength: 1 },
      cents: { type: 'integer', minimum: 0 },
      at: { type: 'integer' },
      customer: {
        type: 'object',
        required: ['name', 'level'],
        properties: {
          name: { type: 'string' },
          email: { type: ['string', 'null'] },
          level: { enum: ['BRONZE', 'SILVER', 'GOLD'] },
        },
      },
      lines: {
        type: 'array',
        items: {
          type: 'object',
          required: ['sku', 'count', 'price'],
          properties: { sku: { type: 'string' }, count: { type: 'integer' }, price: { type: 'number' } },
        },
      },
      labels: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
  value: order,
} as const
