import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { protocolErrors as theirs } from '@platformatic/kafka'
import { errorCodes, errorCodeTable, errorName } from '../../src/protocol/index.ts'

/** Codes that the client does not know yet (Kafka 4.0 and 4.4). None of them is retriable. */
const newer: Readonly<Record<string, number>> = { INVALID_REGULAR_EXPRESSION: 128, REBOOTSTRAP_REQUIRED: 129 }

test('every code has the number and the name that Kafka gives it, and is retriable where Kafka says so', () => {
  for (const [name, { code, retriable }] of Object.entries(errorCodeTable)) {
    if (newer[name] !== undefined) {
      assert.deepEqual([code, retriable], [newer[name], false])
      continue
    }
    const row = Object.entries(theirs).find(([id]) => id === name)?.[1]
    assert.deepEqual({ name, code, retriable }, { name, code: row?.code, retriable: row?.canRetry })
  }
})

test('no code is there twice', () => {
  const codes = Object.values(errorCodes)
  assert.equal(new Set(codes).size, codes.length)
})

test('a code is called by its name, and by its number where it has none', () => {
  assert.equal(errorName(errorCodes.NONE), 'NONE')
  assert.equal(errorName(-1), 'UNKNOWN_SERVER_ERROR')
  assert.equal(errorName(999), '999')
})

test('a code has an occasion where the code of the broker or of the log names it, and only there', () => {
  const root = join(import.meta.dirname, '../../src')
  const files = globSync('{broker,log}/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'))
  const named = new Set(
    files.flatMap((text) => {
      const byName = Array.from(text.matchAll(/\berrorCodes\.([A-Z_]+)/g), ([, name]) => name)
      // The log does not know the names.
      const byNumber = Array.from(text.matchAll(/\bcode: (-?\d+),/g), ([, code]) => errorName(Number(code)))
      return [...byName, ...byNumber]
    }),
  )
  for (const [name, { when }] of Object.entries(errorCodeTable)) assert.equal(when !== '', named.has(name), name)
})
