/**
 * Requests as real clients sent them, one of each API and version, taken off the wire by a proxy in front of this
 * broker while the client created topics, produced, consumed in a group and committed.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  type AnyApi,
  ApiVersions,
  CreateTopics,
  DeleteTopics,
  DescribeConfigs,
  DescribeGroups,
  decodeRequestHeader,
  decodeResponseFrame,
  encodeRequestFrame,
  Fetch,
  FindCoordinator,
  Heartbeat,
  InitProducerId,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  ListOffsets,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce,
  requestBodyPosition,
  SyncGroup,
} from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'

interface Captured {
  readonly client: string
  readonly apiKey: number
  readonly apiVersion: number
  /** The frame without its size, in hexadecimal. */
  readonly request: string
}

const captured: Captured[] = JSON.parse(readFileSync(new URL('captured-requests.json', import.meta.url), 'utf8'))

const apis = new Map<number, AnyApi>(
  [
    ApiVersions,
    CreateTopics,
    DeleteTopics,
    DescribeConfigs,
    DescribeGroups,
    Fetch,
    FindCoordinator,
    Heartbeat,
    InitProducerId,
    JoinGroup,
    LeaveGroup,
    ListGroups,
    ListOffsets,
    Metadata,
    OffsetCommit,
    OffsetFetch,
    Produce,
    SyncGroup,
  ].map((api) => [api.key, api]),
)

for (const { client, apiKey, apiVersion, request } of captured) {
  const api = apis.get(apiKey)
  assert.ok(api)
  const frame = Buffer.from(request, 'hex')

  test(`${api.name} version ${apiVersion} of ${client} is read, and written back byte for byte`, () => {
    const header = decodeRequestHeader(frame)
    const body = api.decodeRequest(frame, apiVersion, requestBodyPosition(frame, header, api.isFlexible(apiVersion)))
    const again = encodeRequestFrame(api, apiVersion, header, body)
    assert.equal(again.subarray(4).toString('hex'), request)
  })
}

for (const client of new Set(captured.map((one) => one.client))) {
  test(`everything that ${client} sent is answered`, async (t) => {
    const connection = await (await startTestBroker(t)).connect()
    for (const { apiKey, apiVersion, request } of captured.filter((one) => one.client === client)) {
      const api = apis.get(apiKey)
      assert.ok(api)
      const frame = Buffer.from(request, 'hex')
      const size = Buffer.alloc(4)
      size.writeInt32BE(frame.length)
      connection.write(Buffer.concat([size, frame]))
      const answer = await connection.nextFrame()
      assert.ok(answer, `${api.name} version ${apiVersion}`)
      assert.equal(decodeResponseFrame(api, apiVersion, answer).correlationId, frame.readInt32BE(4))
    }
  })
}
