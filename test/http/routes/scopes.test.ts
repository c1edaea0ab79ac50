/** What is set is listed, with or without versions, and contexts with the ids that they give next. */

import { A1, A2 } from '../../support/registry-fixtures.ts'
import { exactly, get, given, ok, put, register, remove, testCases } from '../../support/registry-steps.ts'

testCases([
  {
    title: 'scopes are listed as they are set, whether they have versions or not',
    steps: [
      [get('/schemalog/v1/scopes'), ok([])],
      ...given(
        register('s', A1),
        put('/config/only', { alias: 's' }),
        put('/config/only', { alias: null }),
        put('/mode/s', { mode: 'READONLY' }),
        put('/config', { compatibility: 'FULL' }),
        put('/config/:.empty:', { normalize: true }),
        put('/mode/:.empty:', { mode: 'IMPORT' }),
        put('/mode/:.__GLOBAL:', { mode: 'FORWARD' }),
      ),
      [
        get('/schemalog/v1/scopes'),
        exactly([
          { subject: '', config: { compatibilityLevel: 'FULL' } },
          { subject: ':.__GLOBAL:', mode: 'FORWARD' },
          { subject: ':.empty:', config: { normalize: true }, mode: 'IMPORT' },
          { subject: 'only', config: {} },
          { subject: 's', mode: 'READONLY' },
        ]),
      ],
      [get('/schemalog/v1/scopes?offset=3&limit=1'), exactly([{ subject: 'only', config: {} }])],
      [get('/schemalog/v1/scopes?subjectPrefix=s'), exactly([{ subject: 's', mode: 'READONLY' }])],
    ],
  },
  {
    title: 'contexts are listed with the id that comes next, also where nothing is left in them',
    steps: [
      [get('/schemalog/v1/contexts'), ok([])],
      ...given(
        register(':.ctx:s', A1),
        register(':.ctx:s', A2),
        register('s', A1),
        remove('/subjects/:.ctx:s'),
        remove('/subjects/:.ctx:s?permanent=true'),
      ),
      [
        get('/schemalog/v1/contexts'),
        exactly([
          { context: '.', nextSchemaId: 2 },
          { context: '.ctx', nextSchemaId: 3 },
        ]),
      ],
      [get('/schemalog/v1/contexts?offset=1'), exactly([{ context: '.ctx', nextSchemaId: 3 }])],
    ],
  },
])
