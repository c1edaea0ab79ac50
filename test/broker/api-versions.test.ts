import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiVersions, errorCodes } from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'

const software = { clientSoftwareName: 'a-client', clientSoftwareVersion: '1.0.0' }
const noSoftware = { clientSoftwareName: '', clientSoftwareVersion: '' }

/** What clients of today need to find (see docs/protocol.md); the floors are looked at by librdkafka and KafkaJS. */
const expected = [
  [0, 0, 13],
  [1, 4, 18],
  [2, 1, 11],
  [3, 0, 13],
  [8, 2, 10],
  [9, 1, 10],
  [10, 0, 6],
  [11, 0, 9],
  [12, 0, 4],
  [13, 0, 5],
  [14, 0, 5],
  [15, 0, 6],
  [16, 0, 5],
  [18, 0, 4],
  [19, 2, 7],
  [20, 1, 6],
  [21, 0, 2],
  [22, 0, 5],
  [32, 1, 4],
  [33, 0, 2],
  [44, 0, 1],
  [60, 0, 2],
]

for (const apiVersion of [0, 1, 2, 3, 4]) {
  test(`ApiVersions version ${apiVersion} lists what is served, in the order of the keys`, async (t) => {
    const client = await (await startTestBroker(t)).connect()
    const answer = await client.request(ApiVersions, apiVersion, apiVersion < 3 ? noSoftware : software)
    assert.equal(answer.errorCode, errorCodes.NONE)
    const ranges = answer.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, minVersion, maxVersion])
    assert.deepEqual(ranges, expected)
  })
}

test('features that do not exist are not published', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const answer = await client.request(ApiVersions, 4, software)
  assert.deepEqual([answer.supportedFeatures, answer.finalizedFeatures], [[], []])
  assert.equal(answer.finalizedFeaturesEpoch, -1)
})

test('a version that is not served is answered in version 0 with error 35 and the range to choose from', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const request = Buffer.from('00000013' + '0012' + '0063' + '00000007' + '0003' + '616263' + '00' + 'ffffffff', 'hex')
  request.writeInt32BE(request.length - 4)
  client.write(request)
  const answer = (await client.nextFrame()) ?? Buffer.alloc(0)
  assert.equal(answer.readInt32BE(0), 7)
  const { errorCode, apiKeys } = ApiVersions.decodeResponse(answer.subarray(4), 0)
  assert.equal(errorCode, errorCodes.UNSUPPORTED_VERSION)
  assert.deepEqual(apiKeys, [{ apiKey: 18, minVersion: 0, maxVersion: 4 }])
  assert.equal((await client.request(ApiVersions, 4, software)).errorCode, errorCodes.NONE)
})

test('a software name that could not be a label is error 42', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  for (const clientSoftwareName of ['', '-a', 'a b', 'a\n']) {
    const answer = await client.request(ApiVersions, 3, { ...software, clientSoftwareName })
    assert.deepEqual([answer.errorCode, answer.apiKeys], [errorCodes.INVALID_REQUEST, []])
  }
})
