import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Alarms, scheduleUnref } from '../../../src/broker/groups/alarms.ts'
import { ManualClock } from './start-coordinator.ts'

function alarmsOn(clock: ManualClock) {
  const rung: [groupId: string, afterMs: number][] = []
  const start = clock.time
  const alarms = new Alarms({ ...clock, ring: (groupId) => rung.push([groupId, clock.time - start]) })
  return { alarms, rung, at: (ms: number) => start + ms }
}

test('each alarm rings once, at its time or when the clock next looks', async () => {
  const clock = new ManualClock()
  const { alarms, rung, at } = alarmsOn(clock)
  alarms.set('late', at(5000))
  alarms.set('early', at(1000))
  alarms.set('next to it', at(1001))
  await clock.pass(10_000)
  assert.deepEqual(rung, [
    ['early', 1000],
    ['next to it', 1020],
    ['late', 5000],
  ])
})

test('an alarm may be moved, called off and set again', async () => {
  const clock = new ManualClock()
  const { alarms, rung, at } = alarmsOn(clock)
  alarms.set('moved', at(1000))
  alarms.set('moved', at(3000))
  alarms.set('called off', at(1000))
  alarms.set('called off', Number.POSITIVE_INFINITY)
  await clock.pass(2000)
  assert.deepEqual(rung, [])
  alarms.set('called off', at(2500))
  await clock.pass(2000)
  assert.deepEqual(rung, [
    ['called off', 2500],
    ['moved', 3000],
  ])
})

test('an alarm set far away rings in time although the clock was set back meanwhile', async () => {
  const clock = new ManualClock()
  const { alarms, rung, at } = alarmsOn(clock)
  alarms.set('far', at(600_000))
  await clock.pass(590_000)
  clock.time -= 300_000
  await clock.pass(310_000)
  assert.deepEqual(rung, [['far', 600_000]])
})

test('closed alarms ring no more', async () => {
  const clock = new ManualClock()
  const { alarms, rung, at } = alarmsOn(clock)
  alarms.set('group', at(1000))
  alarms.close()
  await clock.pass(2000)
  assert.deepEqual(rung, [])
})

test('the timer does not keep the process alive', () => {
  const before = process.getActiveResourcesInfo().length
  const cancel = scheduleUnref(() => {}, 60_000)
  assert.equal(process.getActiveResourcesInfo().length, before)
  cancel()
})
