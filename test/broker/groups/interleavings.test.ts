import { test } from 'node:test'
import fc from 'fast-check'
import { World } from './world.ts'

/** What may happen, in words, so that a case that fails reads as a story. */
const clientSteps: Record<string, (world: World, name: string) => Promise<void>> = {
  joins: (world, name) => world.join(name),
  'joins with other metadata': (world, name) => world.join(name, 'other topics'),
  syncs: (world, name) => world.sync(name),
  'sends a heartbeat': (world, name) => world.heartbeat(name),
  leaves: (world, name) => world.leave(name),
  'hangs up': (world, name) => world.hangUp(name),
  restarts: (world, name) => world.restartClient(name),
}

const worldSteps: Record<string, (world: World) => Promise<void>> = {
  'everybody joins and syncs': (world) => world.regroup(),
  '1 s passes': (world) => world.pass(1000),
  '3 s pass': (world) => world.pass(3000),
  '10 s pass': (world) => world.pass(10_000),
  '30 s pass': (world) => world.pass(30_000),
  'the disk is slow': (world) => world.setDisk('slow'),
  'the disk is broken': (world) => world.setDisk('broken'),
  'the disk is fine': (world) => world.setDisk('fine'),
  'the broker is killed and starts again': (world) => world.crash(),
}

const names = Object.keys(new World().people)

const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...names), fc.constantFrom(...Object.keys(clientSteps))) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...names, 'an outsider'), fc.constant('commits')) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...names), fc.constant('acts as before its restart')) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...Object.keys(worldSteps))) },
)

async function live(story: readonly string[][]): Promise<void> {
  const world = new World()
  for (const [index, [who = '', what = '']] of story.entries()) {
    if (who === 'an outsider') await world.commitFromOutside(index)
    else if (what === 'commits') await world.commit(who, index)
    else if (what === 'acts as before its restart') await world.actAsFormer(who, index)
    else await (clientSteps[what]?.(world, who) ?? worldSteps[who]?.(world))
  }
  await world.end()
}

test('whatever clients, disk and broker do, and in whatever order, every promise of the group is kept', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), live), { numRuns: 200 })
})
