import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestQueue } from '../../src/broker/request-queue.ts'

/** A queue whose requests do what the test says; a frame that starts with `p` overlaps, as Produce does. */
function queueForTest() {
  const begun: string[] = []
  const sent: string[] = []
  const failures: unknown[] = []
  const started = new Map<string, PromiseWithResolvers<void>>()
  const answers = new Map<string, PromiseWithResolvers<readonly Buffer[] | undefined>>()
  let maySend = true
  const queue = new RequestQueue({
    overlaps: (frame) => frame.toString().startsWith('p'),
    async start(frame) {
      const name = frame.toString()
      begun.push(name)
      const answer = Promise.withResolvers<readonly Buffer[] | undefined>()
      answers.set(name, answer)
      await started.get(name)?.promise
      return { answer: answer.promise }
    },
    send: (buffers) => void sent.push(Buffer.concat(buffers).toString()),
    fail: (error) => void failures.push(error),
    maySend: () => maySend,
    changed: () => {},
  })
  return {
    queue,
    begun,
    sent,
    failures,
    push(...names: string[]) {
      for (const name of names) queue.push(Buffer.from(name))
      queue.advance()
      return settled()
    },
    /** Makes a request wait before its work is ordered. */
    hold(name: string) {
      const held = Promise.withResolvers<void>()
      started.set(name, held)
      return held.resolve
    },
    answer(name: string) {
      answers.get(name)?.resolve([Buffer.from(name.toUpperCase())])
      return settled()
    },
    /** As acks=0 does. */
    finish(name: string) {
      answers.get(name)?.resolve(undefined)
      return settled()
    },
    fail(name: string) {
      answers.get(name)?.reject(new Error(name))
      return settled()
    },
    setMaySend(value: boolean) {
      maySend = value
      queue.advance()
      return settled()
    },
  }
}

/** All promise reactions that are due have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

test('a request waits for the one before it', async () => {
  const { begun, push, answer, sent } = queueForTest()
  await push('a', 'b')
  assert.deepEqual(begun, ['a'])
  await answer('a')
  assert.deepEqual(begun, ['a', 'b'])
  await answer('b')
  assert.deepEqual(sent, ['A', 'B'])
})

test('produce requests overlap, and are answered in their order', async () => {
  const { begun, push, answer, sent } = queueForTest()
  await push('p1', 'p2', 'p3')
  assert.deepEqual(begun, ['p1', 'p2', 'p3'])
  await answer('p3')
  await answer('p2')
  assert.deepEqual(sent, [])
  await answer('p1')
  assert.deepEqual(sent, ['P1P2P3'])
})

test('a produce request begins only when the work of the one before is ordered', async () => {
  const { begun, push, hold } = queueForTest()
  const release = hold('p1')
  await push('p1', 'p2')
  assert.deepEqual(begun, ['p1'])
  release()
  await settled()
  assert.deepEqual(begun, ['p1', 'p2'])
})

test('another request waits for all produce requests before it, and they for it', async () => {
  const { begun, push, answer } = queueForTest()
  await push('p1', 'p2', 'x', 'p3')
  assert.deepEqual(begun, ['p1', 'p2'])
  await answer('p1')
  assert.deepEqual(begun, ['p1', 'p2'])
  await answer('p2')
  assert.deepEqual(begun, ['p1', 'p2', 'x'])
  await answer('x')
  assert.deepEqual(begun, ['p1', 'p2', 'x', 'p3'])
})

test('a request without an answer lets those behind it pass', async () => {
  const { push, answer, finish, sent } = queueForTest()
  await push('p1', 'p2')
  await answer('p2')
  await finish('p1')
  assert.deepEqual(sent, ['P2'])
})

test('a failure ends the connection after the answers before it, and nothing after it is begun or sent', async () => {
  const { begun, push, answer, fail, sent, failures } = queueForTest()
  await push('p1', 'p2', 'p3', 'x')
  await fail('p2')
  assert.deepEqual(failures, [])
  await answer('p3')
  await answer('p1')
  assert.deepEqual(sent, ['P1'])
  assert.equal(failures.length, 1)
  assert.deepEqual(begun, ['p1', 'p2', 'p3'])
})

test('nothing begins while the client does not take what it was sent', async () => {
  const { begun, push, setMaySend } = queueForTest()
  await setMaySend(false)
  await push('a')
  assert.deepEqual(begun, [])
  await setMaySend(true)
  assert.deepEqual(begun, ['a'])
})

test('the bytes of a request count until it is answered', async () => {
  const { queue, push, answer } = queueForTest()
  await push('pppp', 'xx')
  assert.deepEqual([queue.size, queue.heldBytes], [2, 6])
  await answer('pppp')
  assert.deepEqual([queue.size, queue.heldBytes], [1, 2])
  await answer('xx')
  assert.deepEqual([queue.size, queue.heldBytes], [0, 0])
})

test('a queue that was stopped begins and sends nothing', async () => {
  const { queue, begun, push, answer, sent } = queueForTest()
  await push('a', 'b')
  queue.stop()
  await answer('a')
  await push('c')
  assert.deepEqual(begun, ['a'])
  assert.deepEqual(sent, [])
})
