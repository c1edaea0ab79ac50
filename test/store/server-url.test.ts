/** What stands in the URL of a database server. */

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseDatabaseUrl, placeOf } from '../../src/store/database-url.ts'
import { temporaryFolder } from './temporary-folder.ts'

const address = { user: undefined, password: undefined, socket: undefined, tls: false } as const

const cases: [url: string, target: object, place: string][] = [
  [
    'postgres://db.example/registry',
    { ...address, kind: 'postgres', host: 'db.example', port: 5432, database: 'registry' },
    'postgres://db.example:5432/registry',
  ],
  [
    'postgresql://me:p%40s%2Fs%3A@[::1]:80/my%20registry',
    { ...address, kind: 'postgres', host: '::1', port: 80, user: 'me', password: 'p@s/s:', database: 'my registry' },
    'postgres://[::1]:80/my registry',
  ],
  [
    'mariadb://me@127.0.0.1/r?ssl-mode=REQUIRED&charset=utf8mb4',
    {
      ...address,
      kind: 'mysql',
      host: '127.0.0.1',
      port: 3306,
      user: 'me',
      database: 'r',
      tls: { rejectUnauthorized: false, checksHost: false },
    },
    'mysql://127.0.0.1:3306/r',
  ],
  [
    'postgres:///r?host=/run/postgresql&sslmode=disable',
    { ...address, kind: 'postgres', host: 'localhost', port: 5432, socket: '/run/postgresql', database: 'r' },
    'postgres:///run/postgresql/r',
  ],
  [
    'MYSQL://me@h:1/r?sslmode=verify_identity',
    {
      ...address,
      kind: 'mysql',
      host: 'h',
      port: 1,
      user: 'me',
      database: 'r',
      tls: { rejectUnauthorized: true, checksHost: true },
    },
    'mysql://h:1/r',
  ],
]

for (const [url, target, place] of cases)
  test(`${url} is read, and named without its password`, () => {
    const parsed = parseDatabaseUrl(url)
    assert.deepEqual(parsed, target)
    assert.equal(placeOf(parsed), place)
  })

test('a certificate authority in a file is trusted for its host alone, where nothing else is said', (t) => {
  const ca = join(temporaryFolder(t), 'ca.pem')
  writeFileSync(ca, 'the certificate')
  const parsed = parseDatabaseUrl(`postgres://h/r?sslrootcert=${encodeURIComponent(ca)}`)
  assert.ok(parsed.kind === 'postgres')
  assert.deepEqual(parsed.tls, { rejectUnauthorized: true, checksHost: true, ca: 'the certificate' })
  const less = parseDatabaseUrl(`postgres://h/r?sslmode=verify-ca&sslrootcert=${encodeURIComponent(ca)}`)
  assert.ok(less.kind === 'postgres')
  assert.equal(less.tls ? less.tls.checksHost : undefined, false)
})
