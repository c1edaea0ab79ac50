/** The command that everything starts with: its ready line, its end, and what it says when it cannot start. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { schemalogProcess, startServerProcess, temporaryFolder } from '../support/command.ts'

test('prints one ready line on standard output when both ports accept, and makes the data folder', async (t) => {
  const dataDir = join(await temporaryFolder(t), 'new/data')
  const server = await startServerProcess(t, { dataDir })
  assert.match(server.readyLine, /^schemalog ready http:\/\/127\.0\.0\.1:\d+ kafka:\/\/127\.0\.0\.1:\d+$/)
  assert.deepEqual(await (await fetch(`${server.registryUrl}/subjects`)).json(), [])
  const files = await readdir(dataDir)
  assert.ok(files.includes('registry.sqlite') && files.includes('log'), files.join())
  assert.equal(await server.end('SIGTERM'), 0)
})

test('SIGINT drains as SIGTERM does', async (t) => {
  const server = await startServerProcess(t, { dataDir: await temporaryFolder(t) })
  assert.equal(await server.end('SIGINT'), 0)
})

test('SIGTERM to npm start drains the server behind it', async (t) => {
  const env = { SCHEMALOG_HTTP_PORT: '0', SCHEMALOG_KAFKA_PORT: '0', SCHEMALOG_DATA_DIR: await temporaryFolder(t) }
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => npm.kill('SIGKILL'))
  for await (const line of createInterface(npm.stdout)) if (line.startsWith('schemalog ready')) break
  npm.kill('SIGTERM')
  assert.deepEqual(await once(npm, 'exit'), [0, null])
})

test('writes its log as JSON lines to standard error', async (t) => {
  const server = await startServerProcess(t, { dataDir: await temporaryFolder(t) })
  await server.end()
  const lines = server.log().trim().split('\n')
  assert.ok(lines.length > 0)
  for (const line of lines) assert.equal(typeof JSON.parse(line).time, 'string')
})

test('a second process on the same folder is refused, and the first one goes on', async (t) => {
  const dataDir = await temporaryFolder(t)
  const first = await startServerProcess(t, { dataDir })
  assertRefused(await schemalogProcess(['serve', '--http-port=0', '--kafka-port=0', '--data-dir', dataDir]), dataDir)
  assert.equal((await fetch(`${first.registryUrl}/subjects`)).status, 200)
})

test('after kill -9 the folder can be opened at once', async (t) => {
  const dataDir = await temporaryFolder(t)
  const first = await startServerProcess(t, { dataDir })
  assert.equal(await first.end('SIGKILL'), null)
  const second = await startServerProcess(t, { dataDir })
  assert.equal(await second.end(), 0)
})

for (const port of ['http', 'kafka']) {
  test(`a ${port} port in use is named in one sentence`, async (t) => {
    const taken = await listen(t)
    const other = port === 'http' ? '--kafka-port=0' : '--http-port=0'
    const args = ['serve', `--${port}-port=${taken}`, other, '--data-dir', await temporaryFolder(t)]
    assertRefused(await schemalogProcess(args), String(taken))
  })
}

test('a data folder that cannot be made is named in one sentence', async (t) => {
  const file = join(await temporaryFolder(t), 'file')
  await writeFile(file, '')
  assertRefused(
    await schemalogProcess(['serve', '--http-port=0', '--kafka-port=0', '--data-dir', join(file, 'data')]),
    file,
  )
})

test('a corrupt SQLite file is named in one sentence', async (t) => {
  const dataDir = await temporaryFolder(t)
  await mkdir(dataDir, { recursive: true })
  await writeFile(
    join(dataDir, 'registry.sqlite'),
    'this is no database, and long enough to be read as one'.repeat(100),
  )
  assertRefused(
    await schemalogProcess(['serve', '--http-port=0', '--kafka-port=0', '--data-dir', dataDir]),
    'registry.sqlite',
  )
})

test('a wrong setting and an unknown variable stop the start', async () => {
  assertRefused(await schemalogProcess(['serve', '--log-flush=sometimes']), '--log-flush')
  assertRefused(await schemalogProcess(['serve'], { env: { SCHEMALOG_KAFKA_PORT: '-1' } }), 'SCHEMALOG_KAFKA_PORT')
  assertRefused(await schemalogProcess(['serve'], { env: { SCHEMALOG_KAFAK_PORT: '1' } }), 'SCHEMALOG_KAFAK_PORT')
})

/** One sentence that names the cause, exit code 1, no stack trace, nothing on standard output. */
function assertRefused(
  { code, stdout, stderr }: { code: number | null; stdout: string; stderr: string },
  named: string,
) {
  const sentences = stderr.split('\n').filter((line) => line.startsWith('schemalog: '))
  assert.equal(sentences.length, 1, stderr)
  assert.ok(sentences[0]?.includes(named), `${sentences[0]} should name ${named}`)
  // Neither as it is nor inside of a log line.
  assert.doesNotMatch(stderr, /(\n|\\n)\s+at /)
  assert.equal(stdout, '')
  assert.equal(code, 1)
}

async function listen(t: TestContext): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.after(() => server.close())
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return address.port
}
