/** The paths that the pages name exist. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)
/** Where a path in backticks may begin: at the root, or in src, as the tables of ARCHITECTURE.md write it. */
const bases = ['', 'src/', 'docs/']

for (const page of ['README.md', 'ARCHITECTURE.md', 'serdes/README.md', 'docs/log-format.md'])
  test(`every file and folder that ${page} names is there`, () => {
    const text = readFileSync(new URL(page, root), 'utf8')
    const inBackticks = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\/?|[\w-]+\.(?:ts|md|json))`/g)].map(
      (match) => match[1] ?? '',
    )
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '')
    const ours = inBackticks.filter((path) =>
      /^(src|serdes|migrations|test|bench|demo|bin|docs|http|broker|log|protocol|registry|schemas|store|settings|telemetry|cli)\//.test(
        path,
      ),
    )
    const folder = page.includes('/') ? page.slice(0, page.lastIndexOf('/') + 1) : ''
    const missing = [
      ...ours.filter((path) => !bases.some((base) => exists(base + path))),
      ...links.filter((path) => !exists(folder + path)),
    ]
    assert.deepEqual(missing, [])
  })

function exists(path: string): boolean {
  return existsSync(fileURLToPath(new URL(path, root)))
}
