/** Tables: aligned by what a terminal shows, and no wider than it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTable } from '../../src/cli/table.ts'

const columns = [
  { heading: 'NAME', cell: (row: { name: string; count: number }) => row.name },
  { heading: 'N', cell: (row: { name: string; count: number }) => row.count },
]

test('numbers stand to the right, also below wide characters', () => {
  const rows = [
    { name: '注文', count: 7 },
    { name: 'abcdef', count: 12 },
  ]
  assert.equal(formatTable(rows, columns), 'NAME     N\n注文     7\nabcdef  12')
})

test('the widest column is cut to the width of the terminal, between characters', () => {
  const rows = [{ name: `${'x'.repeat(13)}e\u0301${'y'.repeat(30)}`, count: 1 }]
  assert.equal(formatTable(rows, columns, 18), `NAME             N\n${'x'.repeat(13)}e\u0301…  1`)
})

test('without rows there is the heading', () => {
  assert.equal(formatTable([], columns, 3), 'NAME  N')
})
