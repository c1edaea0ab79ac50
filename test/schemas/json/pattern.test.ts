import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCompilable, PatternSearch } from '../../../src/schemas/json/pattern.ts'

test('a pattern is found anywhere in a name, in either dialect of JavaScript', () => {
  const search = new PatternSearch()
  assert.ok(search.finds('b', 'abc'))
  assert.ok(search.finds('^\\p{Lu}', 'Éa'))
  assert.ok(search.finds('\\-', 'a-b'), 'an escape that u forbids')
  assert.ok(search.finds('^(ab|c)+$', 'ababc'))
  assert.ok(!search.finds('^b', 'abc'))
})

test('a pattern that JavaScript does not know is valid and finds nothing', () => {
  for (const pattern of ['a++', '(?>a)', '(?i)a', '[a&&[b]]++', '\\Q(\\E++']) {
    assert.ok(isCompilable(pattern), pattern)
    assert.ok(!new PatternSearch().finds(pattern, 'aab'), pattern)
  }
})

test('a pattern that is broken in every dialect is not valid', () => {
  for (const pattern of ['(', 'a)', '[a', '*', '(+a)', 'a|?', 'a\\']) assert.ok(!isCompilable(pattern), pattern)
})

test('a search that would take for ever is given up', () => {
  const search = new PatternSearch()
  assert.throws(() => search.finds('^(a+)+$', `${'a'.repeat(60)}b`), /takes too long/)
})

test('a very long name is searched by no pattern', () => {
  assert.ok(new PatternSearch().finds('a', 'a'.repeat(1000)))
  assert.ok(!new PatternSearch().finds('a', 'a'.repeat(1001)))
})
