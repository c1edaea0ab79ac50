/** How much there is in a body, whatever its size. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasMoreValues } from '../../src/http/json-values.ts'

const holdsMore = (json: string, limit: number) => hasMoreValues(Buffer.from(json), limit)

const counts: [json: string, values: number][] = [
  ['[[[[1]]]]', 4],
  ['{"a":1,"b":[2,3,4]}', 7],
  ['["[[[[,,,,"]', 1],
  [String.raw`"\"[,\\",[`, 2],
  ['["{Zoë,[,", 1]', 2],
  ['["never closed [[[[', 1],
  [String.raw`"\\"[,`, 2],
]

for (const [json, values] of counts)
  test(`${json} holds ${values}`, () => {
    const long = json.padEnd(40)
    assert.equal(holdsMore(long, values), false)
    assert.equal(holdsMore(long, values - 1), true)
  })
