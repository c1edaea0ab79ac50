/** A server in this process, a folder, and the command run in that folder as a person would. */

import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import { schemalog, temporaryFolder } from '../support/command.ts'
import { startServer } from '../support/server.ts'

export async function setUp(t: TestContext) {
  const { registryUrl, brokers } = await startServer(t)
  return { ...(await commandIn(t, registryUrl)), registryUrl, brokers: brokers.join() }
}

/** The command with a registry that is there already. */
export async function commandIn(t: TestContext, registryUrl: string, env: Record<string, string> = {}) {
  const cwd = await temporaryFolder(t)
  const write = async (file: string, content: string | Buffer | object) => {
    await mkdir(dirname(join(cwd, file)), { recursive: true })
    await writeFile(
      join(cwd, file),
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    )
  }
  const run = (args: readonly string[], input?: string) =>
    schemalog(args, { cwd, env: { SCHEMALOG_REGISTRY: registryUrl, ...env }, ...(input !== undefined && { input }) })
  const fine = async (args: readonly string[], input?: string) => {
    const { code, stdout, stderr } = await run(args, input)
    assert.equal(code, 0, stderr)
    return stdout
  }
  const json = async (args: readonly string[]): Promise<unknown> => JSON.parse(await fine([...args, '--json']))
  return { cwd, write, run, fine, json }
}

/** Asks a registry as a client would. */
export async function ask(registryUrl: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(registryUrl + path, {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const content = await response.text()
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${content}`)
  return content === '' ? undefined : JSON.parse(content)
}

export function record(name: string, ...fields: readonly string[]): string {
  const typed = fields.map((field) => ({ name: field, type: 'string', default: '' }))
  return JSON.stringify({ type: 'record', name, fields: typed })
}

export async function register(registryUrl: string, subject: string, schema: string, more: object = {}) {
  const path = `/subjects/${encodeURIComponent(subject)}/versions`
  return (await ask(registryUrl, 'POST', path, { schema, ...more })) as { id: number; version: number }
}

/** The same registry as one that has only what all have. */
export async function withoutOwnRoutes(t: TestContext, target: string): Promise<string> {
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming)
    if (incoming.url?.startsWith('/schemalog/')) {
      response.writeHead(404).end('{"error_code":404,"message":"HTTP 404 Not Found"}')
      return
    }
    const { method = 'GET', url = '/' } = incoming
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(target + url, { method, ...(body && { headers, body }) })
    response.writeHead(answer.status).end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
