/** Two nodes that write associations of one resource at the same time, whose subjects are in different contexts. */

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { AssociationRequest, Registry } from '../../src/registry/index.ts'
import { startRegistry } from '../registry/start-registry.ts'
import { testOnServers } from '../support/databases/stores.ts'

const rounds = 10

async function twoNodes(t: TestContext, url: string): Promise<[Registry, Registry]> {
  const node = () => startRegistry(t, { url, shared: { checkMs: 20, staleMs: 1000 } })
  const [here, there] = [await node(), await node()]
  for (const context of ['.x', '.y']) await here.register(`:${context}:s`, { schema: '"int"' })
  return [here, there]
}

/** What both ask for, at once. @returns the codes of the refusals. */
async function race(nodes: readonly Registry[], id: string, asked: readonly AssociationRequest[]): Promise<number[]> {
  const resource = { resourceId: id, resourceName: id, resourceNamespace: 'cluster' }
  const writes = nodes.map((node, index) =>
    node.changeAssociations({ ...resource, associations: asked.slice(index, index + 1) }, {}),
  )
  const ends = await Promise.allSettled(writes)
  return ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.code] : []))
}

testOnServers('keeps one association of each type, and refuses the other one', async (t, url) => {
  const nodes = await twoNodes(t, url)
  for (let round = 0; round < rounds; round++) {
    const refusals = await race(nodes, `r${round}`, [{ subject: ':.x:s' }, { subject: ':.y:s' }])
    assert.deepEqual(refusals, [40903])
    assert.equal((await nodes[0].associations({ resourceId: `r${round}` })).length, 1)
  }
})

testOnServers('keeps all associations of a resource in one lifecycle', async (t, url) => {
  const nodes = await twoNodes(t, url)
  for (let round = 0; round < rounds; round++) {
    const strong = { associationType: 'key', schema: { schema: '"string"' } }
    assert.deepEqual(await race(nodes, `r${round}`, [strong, { subject: ':.y:s' }]), [42212])
  }
  assert.equal((await nodes[0].verifyChanges()).intact, true)
})
