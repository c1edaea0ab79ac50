/** Modes: read, set, cleared, and what they keep out. */

import { A1 } from '../../support/registry-fixtures.ts'
import { exactly, get, given, ok, put, refused, register, remove, testCases } from '../../support/registry-steps.ts'

testCases([
  {
    title: 'C03: without a mode it is READWRITE',
    steps: [[get('/mode'), exactly({ mode: 'READWRITE' })]],
  },
  {
    title: 'C42: a subject without a mode is 40409 unless the inherited one is asked for; an unknown mode is 42204',
    steps: [
      [get('/mode/s'), refused(40409, "Subject 's' does not have subject-level mode configured")],
      [get('/mode/s?defaultToGlobal=true'), exactly({ mode: 'READWRITE' })],
      [put('/mode', { mode: 'FOO' }), refused(42204)],
      [put('/mode', {}), refused(42204)],
    ],
  },
  {
    title: 'C43: READONLY keeps registrations out until it is cleared',
    steps: [
      [put('/mode', { mode: 'READONLY' }), exactly({ mode: 'READONLY' })],
      [register('s', A1), refused(42205, /is in read-only mode$/)],
      [put('/mode', { mode: null }), exactly({ mode: null })],
      [get('/mode'), exactly({ mode: 'READWRITE' })],
    ],
  },
  {
    title: 'C44: a deleted mode is answered once more',
    steps: [
      ...given(put('/mode', { mode: 'READONLY' })),
      [remove('/mode'), exactly({ mode: 'READONLY' })],
      [get('/mode'), exactly({ mode: 'READWRITE' })],
      [remove('/mode/s'), refused(40401)],
      [remove('/mode/s?recursive=true'), exactly({})],
    ],
  },
  {
    title: 'C46: mode IMPORT takes ids and nothing without one, unless it is there already',
    steps: [
      ...given(put('/mode', { mode: 'IMPORT' })),
      [register('s', A1), refused(42205)],
      [register('s', A1, { id: 1, version: 1 }), ok({ id: 1 })],
      [register('s', A1), ok({ id: 1 })],
    ],
  },
  {
    title: 'C47: mode IMPORT needs an empty registry, or force',
    steps: [
      ...given(register('s', A1)),
      [put('/mode', { mode: 'IMPORT' }), refused(42205)],
      [put('/mode?force=true', { mode: 'IMPORT' }), exactly({ mode: 'IMPORT' })],
    ],
  },
  {
    title: 'C67: the last-resort mode holds where no other says anything',
    steps: [
      [put('/mode/:.__GLOBAL:', { mode: 'READONLY' }), exactly({ mode: 'READONLY' })],
      [get('/mode?defaultToGlobal=true'), exactly({ mode: 'READONLY' })],
      [register('s', A1), refused(42205)],
    ],
  },
  {
    title: 'C68: mode FORWARD is for the last resort alone',
    steps: [
      [put('/mode', { mode: 'FORWARD' }), refused(42204, 'Forward mode only supported on global level')],
      [put('/mode/s', { mode: 'FORWARD' }), refused(42204, 'Forward mode only supported on global level')],
      [put('/mode/:.__GLOBAL:', { mode: 'FORWARD' }), exactly({ mode: 'FORWARD' })],
      [get('/mode/:.__GLOBAL:'), exactly({ mode: 'FORWARD' })],
    ],
  },
])
