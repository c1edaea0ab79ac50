/** Contexts are listed; subjects name theirs. */

import { A1, A2 } from '../../support/registry-fixtures.ts'
import { get, given, ok, refused, register, remove, testCases } from '../../support/registry-steps.ts'

testCases([
  {
    title: 'C01: the default context is always there',
    steps: [
      [get('/contexts'), ok(['.'])],
      [get('/contexts?offset=1&limit=1'), ok([])],
    ],
  },
  {
    title: 'C50: each context counts its own ids, and lists its own subjects',
    steps: [
      [register('t', A1), ok({ id: 1 })],
      [register(':.ctx:t', A2), ok({ id: 1 })],
      [get('/contexts'), ok(['.', '.ctx'])],
      [get('/subjects?subjectPrefix='), ok(['t'])],
      [get('/subjects?subjectPrefix=:.ctx:'), ok([':.ctx:t'])],
      [get('/subjects'), ok([':.ctx:t', 't'])],
    ],
  },
  {
    title: 'C52: a context is deleted when it is empty, also when it never was there',
    steps: [
      ...given(register(':.ctx1:t', A1)),
      [remove('/contexts/.ctx1'), refused(42211, "The specified context '.ctx1' is not empty.")],
      ...given(remove('/subjects/:.ctx1:t'), remove('/subjects/:.ctx1:t?permanent=true')),
      [remove('/contexts/.ctx1'), { status: 204, text: '' }],
      [remove('/contexts/.never'), { status: 204, text: '' }],
      [get('/contexts'), ok(['.'])],
      [get('/contexts/.ctx1'), refused(405)],
    ],
  },
  {
    title: 'C53: contexts are listed by prefix',
    steps: [
      ...given(register(':.prod:t', A1), register(':.prod-eu:t', A1), register(':.dev:t', A1)),
      [get('/contexts?contextPrefix=.prod'), ok(['.prod', '.prod-eu'])],
      [get('/contexts?contextPrefix=.PROD'), ok([])],
      [get('/contexts?contextPrefix=.&offset=0&limit=2'), ok(['.', '.dev'])],
    ],
  },
])
