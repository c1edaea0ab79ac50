/** What `npm pack` makes of both packages, installed in an empty project, as somebody else would have it. */

import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const oldestNode = '22.19.0'

let project = ''

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'schemalog-pack-'))
  const packed = ['--workspace', '@schemalog/serdes', '--include-workspace-root', '--pack-destination', project]
  await run('npm', ['pack', ...packed], { cwd: root })
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({
      name: 'somebody-elses-project',
      private: true,
      type: 'module',
      dependencies: {
        schemalog: 'file:./schemalog-0.1.0.tgz',
        '@schemalog/serdes': 'file:./schemalog-serdes-0.1.0.tgz',
        node: oldestNode,
      },
      allowScripts: { node: true, 'better-sqlite3': false },
    }),
  )
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project })
  await writeFile(join(project, 'embedded.js'), embedded)
})

after(() => rm(project, { recursive: true, force: true }))

/** Starts a whole Schemalog in the process, and sends one value through the serdes package and back. */
const embedded = `
import { startSchemalog } from 'schemalog'
import { createSerde, defineAvro } from '@schemalog/serdes'

const schemalog = await startSchemalog()
const order = defineAvro('orders-value', { type: 'record', name: 'Order', fields: [{ name: 'cents', type: 'long' }] })
const serde = await createSerde({ registry: schemalog.registryUrl, register: true }).prepare(order)
const cents = serde.deserialize(serde.serialize({ cents: 4995n })).cents
await schemalog.close()
console.log(process.versions.node.split('.')[0], cents)
`

const nodes = [
  { major: '22', path: () => join(project, 'node_modules/node/bin/node') },
  { major: '24', path: () => process.execPath },
]

for (const { major, path } of nodes) {
  test(`both packages work in an empty project on Node ${major}`, async () => {
    const { stdout } = await run(path(), ['embedded.js'], { cwd: project })
    assert.equal(stdout, `${major} 4995n\n`)
  })

  test(`the installed command serves from dist on Node ${major}, and ends well on SIGTERM`, async () => {
    const args = [join(project, 'node_modules/schemalog/bin/schemalog.js'), 'serve', '--http-port=0', '--kafka-port=0']
    const data = join(project, `data-${major}`)
    await mkdir(data)
    const server = spawn(path(), [...args, `--data-dir=${data}`, '--log-level=warn'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [ready] = await once(createInterface(server.stdout), 'line')
    assert.match(ready, /^schemalog ready http:\/\/127\.0\.0\.1:\d+ kafka:\/\/127\.0\.0\.1:\d+$/)
    server.kill('SIGTERM')
    assert.deepEqual(await once(server, 'exit'), [0, null])
  })
}

test('the packages hold no source, no tests, and types for every entry', async () => {
  for (const name of ['schemalog', '@schemalog/serdes']) {
    const folder = join(project, 'node_modules', name)
    const { exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    assert.match(await readFile(join(folder, exports['.'].types), 'utf8'), /export/)
    await assert.rejects(readFile(join(folder, exports['.']['schemalog-source'])), { code: 'ENOENT' })
  }
})
