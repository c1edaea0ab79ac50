/** Config: what is sent, what is echoed, what is shown. */

import { A1, A2X } from '../../support/registry-fixtures.ts'
import {
  exactly,
  get,
  given,
  ok,
  put,
  raw,
  refused,
  register,
  remove,
  testCases,
} from '../../support/registry-steps.ts'

testCases([
  {
    title: 'C03: without a config the level is BACKWARD',
    steps: [[get('/config'), exactly({ compatibilityLevel: 'BACKWARD' })]],
  },
  {
    title: 'C39: the global config is set, shown and deleted',
    steps: [
      [put('/config', { compatibility: 'FORWARD' }), exactly({ compatibility: 'FORWARD' })],
      [get('/config'), exactly({ compatibilityLevel: 'FORWARD' })],
      [remove('/config'), exactly({ compatibilityLevel: 'FORWARD' })],
      [get('/config'), exactly({ compatibilityLevel: 'BACKWARD' })],
    ],
  },
  {
    title: 'C40: a subject has a config of its own, which defaultToGlobal looks past',
    steps: [
      [get('/config/s'), refused(40408, "Subject 's' does not have subject-level compatibility configured")],
      [put('/config/s', { compatibility: 'FORWARD' }), exactly({ compatibility: 'FORWARD' })],
      [get('/config/s'), exactly({ compatibilityLevel: 'FORWARD' })],
      [remove('/config/s'), exactly({ compatibilityLevel: 'FORWARD' })],
      [get('/config/s?defaultToGlobal=true'), exactly({ compatibilityLevel: 'BACKWARD' })],
    ],
  },
  {
    title: 'C41: an unknown level is 42203, and deleting a config that is not there 40401',
    steps: [
      [put('/config', { compatibility: 'FOO' }), refused(42203, /^Invalid compatibility level\./)],
      [remove('/config/none'), refused(40401, "Subject 'none' not found.")],
    ],
  },
  {
    title: 'C65: an update is a patch in which null clears a field, and the echo is what is stored then',
    steps: [
      [
        put('/config', { compatibilityGroup: 'application.version', validateFields: true }),
        ok({ compatibilityGroup: 'application.version', validateFields: true, compatibility: undefined }),
      ],
      [put('/config', { compatibilityGroup: null }), exactly({ validateFields: true })],
    ],
  },
  {
    title: 'the echo leaves out the empty parts of metadata and rules, as every other answer does',
    steps: [
      [
        put('/config/s', {
          defaultMetadata: { properties: { a: 'b' }, tags: {}, sensitive: [] },
          defaultRuleSet: { domainRules: [], migrationRules: [] },
        }),
        exactly({ defaultMetadata: { properties: { a: 'b' } }, defaultRuleSet: {} }),
      ],
    ],
  },
  {
    title: 'a level is taken in any case',
    steps: [[put('/config', { compatibility: 'full_transitive' }), exactly({ compatibility: 'FULL_TRANSITIVE' })]],
  },
  {
    title: 'unknown fields are ignored, fields of another JSON type are 400',
    steps: [
      [put('/config', { compatibility: 'NONE', futureField: { a: [1] } }), exactly({ compatibility: 'NONE' })],
      [put('/config', { normalize: 'true' }), refused(400, 'Field \'normalize\' must be true or false, not "true"')],
    ],
  },
  {
    title: 'the config of a subject with slashes is its own',
    steps: [
      ...given(put('/config/a%2Fb', { compatibility: 'NONE' })),
      [get('/config/a%2Fb'), ok({ compatibilityLevel: 'NONE' })],
      [get('/config/a'), refused(40408)],
    ],
  },
  {
    title: 'C56: an alias stands for its subject in /subjects, and can still be edited in /config',
    steps: [
      ...given(register('testSubject', A1)),
      [put('/config/testAlias', { alias: 'testSubject' }), exactly({ alias: 'testSubject' })],
      [get('/subjects/testAlias/versions/1'), ok({ subject: 'testSubject' })],
      ...given(put('/config/test%2FAlias', { alias: 'testSubject' })),
      [get('/subjects/test%2FAlias/versions/1'), ok({ subject: 'testSubject' })],
      [get('/config/testAlias'), ok({ alias: 'testSubject' })],
    ],
  },
  {
    title: 'an alias stands for its subject wherever a subject is named, within its own context and for one hop',
    steps: [
      ...given(register('a', A1), register('b', A1), register(':.c:a', A2X)),
      ...given(
        put('/config/alias', { alias: 'b' }),
        put('/config/hop', { alias: 'alias' }),
        put('/config/:.c:alias', { alias: 'a' }),
        put('/config/:.c:away', { alias: ':.:b' }),
      ),
      [get('/schemas/ids/1?subject=alias'), ok({ subject: 'b' })],
      [get('/schemas/ids/1/schema?subject=:.c:alias'), raw(A2X)],
      [get('/contexts/c/schemas/ids/1?subject=alias'), ok({ subject: ':.c:a' })],
      [get('/subjects/:.c:alias/versions/1'), ok({ subject: ':.c:a' })],
      [get('/contexts/c/subjects/away/versions/1'), ok({ subject: 'b' })],
      [get('/subjects/hop/versions'), refused(40401, "Subject 'alias' not found.")],
      [get('/mode/alias'), refused(40409, "Subject 'alias' does not have subject-level mode configured")],
      [register('alias', A2X), refused(40901, /for subject "b"/)],
      ...given(put('/config', { alias: 'b' }), put('/config/:.c:', { alias: 'b' })),
      [get('/subjects/a/versions/1'), ok({ subject: 'a' })],
    ],
  },
  {
    title: 'C66: the last-resort config holds where no other says anything',
    steps: [
      ...given(register('s', A1)),
      [register('s', A2X), refused(40901)],
      [put('/config/:.__GLOBAL:', { compatibility: 'NONE' }), exactly({ compatibility: 'NONE' })],
      [get('/config?defaultToGlobal=true'), exactly({ compatibilityLevel: 'NONE' })],
      [register('s', A2X), ok({ version: 2 })],
    ],
  },
])
