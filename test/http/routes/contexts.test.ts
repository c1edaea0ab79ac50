/** Contexts are listed; subjects name theirs. */

import { A1, A2, A2X, AI } from '../../support/registry-fixtures.ts'
import {
  exactly,
  get,
  given,
  listOf,
  ok,
  post,
  put,
  raw,
  refused,
  register,
  remove,
  testCases,
  textOf,
} from '../../support/registry-steps.ts'

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
    title: 'C51: a context in the path goes before every name behind it',
    steps: [
      [post('/contexts/.ctx1/subjects/t/versions', { schema: textOf(A1) }), ok({ id: 1, version: 1 })],
      [get('/contexts/.ctx1/subjects'), ok([':.ctx1:t'])],
      [get('/contexts/:.:/subjects'), ok([])],
      [get('/subjects/:.ctx1:t/versions'), ok([1])],
      [get('/contexts/:.:/schemas/ids/1'), refused(40403)],
    ],
  },
  {
    title: 'every path below a context speaks of that context alone',
    steps: [
      ...given(register('t', AI), register('t2', AI), register(':.c:t', A1), register(':.c:t', A2)),
      [get('/contexts/c/subjects/t/versions/2'), ok({ subject: ':.c:t', version: 2 })],
      [get('/contexts/c/subjects/t/versions/latest/schema'), raw(A2)],
      [get('/contexts/c/subjects?subjectPrefix=t2'), ok([])],
      [get('/contexts/c/schemas?latestOnly=true'), listOf({ subject: ':.c:t', version: 2 })],
      [get('/contexts/c/schemas/ids/1'), ok({ subject: ':.c:t', schema: textOf(A1) })],
      [get('/contexts/c/schemas/ids/1?subject=t2'), refused(40403)],
      [get('/contexts/c/schemas/ids/2/schema'), raw(A2)],
      [get('/contexts/c/schemas/ids/2/subjects'), ok([':.c:t'])],
      [get('/contexts/c/schemas/ids/2/versions?subject=t'), ok([{ subject: ':.c:t', version: 2 }])],
      [post('/contexts/c/subjects/t', { schema: textOf(A1) }), ok({ subject: ':.c:t', version: 1 })],
      [
        post('/contexts/c/compatibility/subjects/t/versions/latest', { schema: textOf(A2X) }),
        exactly({ is_compatible: true }),
      ],
      [put('/contexts/c/config', { compatibility: 'NONE' }), exactly({ compatibility: 'NONE' })],
      [get('/contexts/c/config'), exactly({ compatibilityLevel: 'NONE' })],
      [get('/config'), exactly({ compatibilityLevel: 'BACKWARD' })],
      [put('/contexts/c/mode/t', { mode: 'READONLY' }), exactly({ mode: 'READONLY' })],
      [get('/contexts/c/mode'), refused(40409, "Subject ':.c:' does not have subject-level mode configured")],
      [remove('/contexts/c/subjects/t'), refused(42205, 'Subject :.c:t in context :.c: is in read-only mode')],
      [remove('/contexts/c/mode/t'), exactly({ mode: 'READONLY' })],
      [remove('/contexts/c/subjects/t/versions/1'), ok(1)],
      [get('/contexts/a:b/subjects'), refused(400, "Context name 'a:b' cannot contain a colon")],
      [get('/contexts/%/subjects'), refused(400)],
      [get('/contexts/c/nope'), refused(404)],
      [remove('/contexts/.'), refused(405)],
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
