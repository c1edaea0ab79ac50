/**
 * Writers through three nodes on one database, while one node after another is killed. What was acknowledged is written
 * down as it comes, and must be there in the end; what was not is asked again of another node, as a client would.
 */

import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import type { TestContext } from 'node:test'
import { type Answer, NoAnswer, NodeProcess } from './node-process.ts'

export interface ChaosOptions {
  /** Pieces of work for all writers together. */
  works: number
  kills: number
  /** Seed of the choices. */
  seed: number
}

interface Registered {
  id: number
  version: number
}

const writers = 32
const checkMs = 100
/** Longer than anything takes on a machine that does much else, shorter than a test may hang. */
const deadlineMs = 60_000
const commonSchemas = 7

export async function runChaos(t: TestContext, url: string, options: ChaosOptions): Promise<void> {
  const args = [`--registry-cache-check=${checkMs}`, '--log-level=warn']
  const nodes = await Promise.all(Array.from({ length: 3 }, () => NodeProcess.start(t, url, args)))
  const chaos = new Chaos(nodes, options)
  await chaos.run()
  await chaos.check()
}

class Chaos {
  readonly #nodes: readonly NodeProcess[]
  readonly #options: ChaosOptions
  readonly #random: () => number
  /** Acknowledged ids by text, and texts by id: neither may ever be given to another. */
  readonly #ids = new Map<string, number>()
  readonly #texts = new Map<number, string>()
  /** Acknowledged versions of the subject that everybody writes to. */
  readonly #shared = new Map<number, string>()
  /** Acknowledged versions of the subjects in which the same schemas are registered again and again. */
  readonly #common = new Map<string, number>()
  readonly #progress = new EventEmitter()
  #begun = 0
  /** Whether nobody need go on, because all is done or something has failed. */
  #over = false
  #done = 0

  constructor(nodes: readonly NodeProcess[], options: ChaosOptions) {
    this.#nodes = nodes
    this.#options = options
    this.#random = randomFrom(options.seed)
  }

  async run(): Promise<void> {
    await this.#insist('/config', { method: 'PUT', body: { compatibility: 'NONE' } }, [200])
    const working = Promise.all(Array.from({ length: writers }, () => this.#write()))
    try {
      await Promise.all([working, this.#kill(working)])
    } finally {
      this.#over = true
    }
  }

  /** Kills come evenly over the work, whatever the machine's speed. */
  async #kill(working: Promise<unknown>): Promise<void> {
    const { works, kills } = this.#options
    for (let kill = 1; kill <= kills; kill++) {
      const due = (works * kill) / (kills + 1)
      while (this.#done < due) await Promise.race([once(this.#progress, 'done'), working])
      const node = this.#anyNode()
      await node.kill()
      await node.startAgain()
    }
  }

  async #write(): Promise<void> {
    while (this.#begun < this.#options.works && !this.#over) {
      const work = this.#begun++
      if (work % 5 === 0) await this.#registerCommon(work)
      else if (work % 5 === 1) await this.#registerAndRemove(work)
      else await this.#registerShared(work)
      this.#done++
      this.#progress.emit('done')
    }
  }

  async #registerCommon(work: number): Promise<void> {
    const subject = `common-${work % 3}`
    const text = schemaText(`Common${work % commonSchemas}`)
    const { version } = await this.#register(subject, text)
    const key = `${subject} ${text}`
    assert.equal(this.#common.get(key) ?? version, version, `${key} has one version`)
    this.#common.set(key, version)
  }

  async #registerShared(work: number): Promise<void> {
    const text = schemaText(`Shared${work}`)
    const { version, node } = await this.#register('shared', text)
    assert.equal(this.#shared.get(version), undefined, `version ${version} is given once`)
    this.#shared.set(version, text)
    await this.#seeOwn(node, version)
    if (work % 10 === 2) await this.#seeElsewhere(version)
  }

  /** Its id is never to be seen again. */
  async #registerAndRemove(work: number): Promise<void> {
    const subject = `removed-${work}`
    await this.#register(subject, schemaText(`Removed${work}`))
    // Asked a second time, because the first answer was lost, the reply is that it was done.
    await this.#insist(`/subjects/${subject}`, { method: 'DELETE' }, [200, 404])
    await this.#insist(`/subjects/${subject}?permanent=true`, { method: 'DELETE' }, [200, 404])
  }

  async #register(subject: string, text: string): Promise<Registered & { node: NodeProcess }> {
    const request = { method: 'POST', body: { schema: text } }
    const { answer, node } = await this.#insist(`/subjects/${subject}/versions`, request, [200])
    const { id, version } = answer.body as Registered
    assert.equal(this.#ids.get(text) ?? id, id, `${text} has one id`)
    assert.equal(this.#texts.get(id) ?? text, text, `id ${id} is of one schema`)
    this.#ids.set(text, id)
    this.#texts.set(id, text)
    return { id, version, node }
  }

  /** The node that has acknowledged a version shows it to whoever asks next. */
  async #seeOwn(node: NodeProcess, version: number): Promise<void> {
    try {
      const one = await node.ask(`/subjects/shared/versions/${version}`)
      assert.deepEqual([one.status, one.status], [200, 200], JSON.stringify(one.body))
      const latest = await node.ask('/subjects/shared/versions/latest')
      assert.ok((latest.body as Registered).version >= version, `latest is ${JSON.stringify(latest.body)}`)
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
    }
  }

  /** Another node shows it when it has looked: as soon as it is asked after that time, hence with a deadline only. */
  async #seeElsewhere(version: number): Promise<void> {
    const end = Date.now() + deadlineMs
    for (;;) {
      assert.ok(Date.now() < end && !this.#over, `version ${version} is not seen elsewhere`)
      try {
        const latest = await this.#anyNode().ask('/subjects/shared/versions/latest')
        if (latest.status === 200 && (latest.body as Registered).version >= version) return
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
      }
    }
  }

  /** Asks one node after another until one answers. */
  async #insist(
    path: string,
    request: Parameters<NodeProcess['ask']>[1],
    expected: readonly number[],
  ): Promise<{ answer: Answer; node: NodeProcess }> {
    const end = Date.now() + deadlineMs
    for (;;) {
      const node = this.#anyNode()
      assert.ok(Date.now() < end && !this.#over, `nobody answers ${path}`)
      try {
        const answer = await node.ask(path, request)
        if (answer.status < 500) {
          assert.ok(expected.includes(answer.status), `${path}: ${JSON.stringify(answer.body)}`)
          return { answer, node }
        }
        assert.ok(isRetriable(answer), `${path}: ${JSON.stringify(answer.body)}`)
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
      }
    }
  }

  /** Everything acknowledged is there, on every node, and the change log tells of each write once. */
  async check(): Promise<void> {
    const shared = await Promise.all(this.#nodes.map((node) => checkedVersions(node, 'shared')))
    for (const versions of shared) {
      assert.deepEqual(
        versions.map(({ version }) => version),
        versions.map((_, index) => index + 1),
        'versions are consecutive',
      )
      const texts = new Map(versions.map(({ version, schema }) => [version, schema]))
      for (const [version, text] of this.#shared) assert.equal(texts.get(version), text)
      for (const { id, schema } of versions) assert.equal(this.#ids.get(schema) ?? id, id)
    }
    for (const [key, version] of this.#common) {
      const [subject = '', text = ''] = key.split(' ')
      const versions = await checkedVersions(this.#anyNode(), subject)
      assert.equal(versions.find((row) => row.version === version)?.schema, text)
    }
    await this.#checkLog()
  }

  async #checkLog(): Promise<void> {
    const { body } = await this.#anyNode().ask('/schemalog/v1/changes/verification?limit=100000')
    const { intact, complete } = body as { intact: boolean; complete: boolean }
    assert.ok(intact && complete, JSON.stringify(body))
  }

  #anyNode(): NodeProcess {
    const node = this.#nodes[Math.floor(this.#random() * this.#nodes.length)]
    assert.ok(node)
    return node
  }
}

/** The database was not to be had for the moment, and nothing was written. */
function isRetriable({ status, headers }: Answer): boolean {
  return status === 503 && Number(headers.get('retry-after')) >= 1
}

interface ShownVersion extends Registered {
  schema: string
}

async function checkedVersions(node: NodeProcess, subject: string): Promise<ShownVersion[]> {
  const versions: ShownVersion[] = []
  for (;;) {
    const page = await node.ask(`/schemas?subjectPrefix=${subject}&offset=${versions.length}`)
    assert.equal(page.status, 200)
    const rows = page.body as ShownVersion[]
    versions.push(...rows)
    if (rows.length === 0) return versions
  }
}

/** In canonical form, without blanks. */
function schemaText(name: string): string {
  return JSON.stringify({ type: 'record', name, fields: [{ name: 'f', type: 'string' }] })
}

/** mulberry32: the same choices for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
