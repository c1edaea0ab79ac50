/** What clients ask of a registry, as the benchmarks ask it. */

import type { Load } from './load.ts'

/** About 630 bytes, as an order may look. `<n>` makes it another schema. */
export function order(extra = ''): string {
  const field = (name: string, type: unknown, doc: string) => ({ name, type, doc })
  return JSON.stringify({
    type: 'record',
    name: 'Order',
    namespace: 'com.example.shop',
    fields: [
      field('orderId', { type: 'string', logicalType: 'uuid' }, 'Id of the order.'),
      field('customerId', 'long', 'Who ordered.'),
      field('total', { type: 'bytes', logicalType: 'decimal', precision: 12, scale: 2 }, 'Sum of all lines.'),
      field('status', { type: 'enum', name: 'Status', symbols: ['NEW', 'PAID', 'SENT'] }, 'Where it stands.'),
      { ...field('note', ['null', 'string'], 'What the customer wrote.'), default: null },
      ...(extra === '' ? [] : [{ ...field(extra, ['null', 'string'], 'Added later.'), default: null }]),
    ],
  })
}

export const body = (schema: string) => JSON.stringify({ schema })

export const questions: { title: string; load: Pick<Load, 'method' | 'path' | 'body'> }[] = [
  { title: 'Schema by id', load: { path: '/schemas/ids/1' } },
  { title: 'Latest version', load: { path: '/subjects/orders-value/versions/latest' } },
  {
    title: 'Compatibility with the latest version, the same candidate',
    load: {
      method: 'POST',
      path: '/compatibility/subjects/orders-value/versions/latest',
      body: body(order('later')),
    },
  },
  {
    title: 'Compatibility with the latest version, another candidate each time',
    load: {
      method: 'POST',
      path: '/compatibility/subjects/orders-value/versions/latest',
      body: body(order('later<n>')),
    },
  },
  { title: 'Lookup', load: { method: 'POST', path: '/subjects/orders-value', body: body(order()) } },
]

/** Each request is a new schema in a new subject. */
export function registration(firstNumber: number): Pick<Load, 'method' | 'path' | 'body' | 'firstNumber'> {
  return { method: 'POST', path: '/subjects/orders-<n>/versions', body: body(order('later<n>')), firstNumber }
}

export async function post(url: string, text: string): Promise<void> {
  const response = await fetch(url, requestOf({ method: 'POST', body: text }))
  if (!response.ok) throw new Error(await response.text())
}

export function requestOf({ method = 'GET', body: text }: Pick<Load, 'method' | 'body'>): RequestInit {
  return {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(text !== undefined && { body: text.replaceAll('<n>', '0') }),
  }
}
