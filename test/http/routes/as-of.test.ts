/** `asOf` on the routes that everybody knows. */

import { A1, A2 } from '../../registry/fixtures.ts'
import { exactly, get, given, ok, put, refused, register, remove, testCases } from '../../support/registry-steps.ts'

const [first, second] = [A1.schema, A2.schema]

testCases([
  {
    title: 'asOf reads subjects, versions, config and mode as they were',
    steps: [
      ...given(
        register('s', first),
        put('/config/s', { compatibility: 'FULL' }),
        put('/mode/s', { mode: 'READWRITE' }),
        register('s', second),
        remove('/config/s'),
        remove('/mode/s'),
        remove('/subjects/s'),
        remove('/subjects/s?permanent=true'),
      ),
      [get('/subjects'), exactly([])],
      [get('/subjects?asOf=sequence:4'), exactly(['s'])],
      [get('/subjects/s/versions?asOf=sequence:1'), exactly([1])],
      [get('/subjects/s/versions?asOf=sequence:4'), exactly([1, 2])],
      [get('/subjects/s/versions/latest?asOf=sequence:4'), ok({ version: 2, id: 2, schema: second })],
      [get('/subjects/s/versions/1?asOf=sequence:4'), ok({ version: 1, id: 1, schema: first })],
      [get('/subjects/s/versions/1/schema?asOf=sequence:4'), ok({})],
      [get('/config/s?asOf=sequence:4'), exactly({ compatibilityLevel: 'FULL' })],
      [get('/config/s?asOf=sequence:1'), refused(40408)],
      [get('/mode/s?asOf=sequence:4'), exactly({ mode: 'READWRITE' })],
      [get('/subjects?asOf=1970-01-01T00:00:00Z'), exactly([])],
      [get('/subjects?asOf=never'), refused(42294)],
    ],
  },
])
