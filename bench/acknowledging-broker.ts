/**
 * The least that a producer takes for a broker: a socket that acknowledges. What a client needs against it is the client's
 * own share of the time; what it needs beyond that against Schemalog is the broker's.
 */

import { createServer, type Socket } from 'node:net'
import {
  type AnyApi,
  ApiVersions,
  decodeRequestHeader,
  encodeResponseFrame,
  Metadata,
  Produce,
  type ResponseInput,
  requestBodyPosition,
  zeroUuid,
} from '../src/protocol/index.ts'

export interface AcknowledgingBroker {
  brokers: string[]
  close(): void
}

/** One topic of the given name and number of partitions, whose offsets count up and whose records are forgotten. */
export async function startAcknowledgingBroker(topic: string, partitions: number): Promise<AcknowledgingBroker> {
  const server = createServer((socket) => serve(socket, topic, partitions))
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
  return { brokers: [`127.0.0.1:${port}`], close: () => server.close() }
}

function serve(socket: Socket, topic: string, partitions: number): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
      const end = 4 + pending.readInt32BE(0)
      for (const piece of answer(pending.subarray(4, end), socket.localPort ?? 0, topic, partitions))
        socket.write(piece)
      pending = pending.subarray(end)
    }
  })
  socket.on('error', () => socket.destroy())
}

function answer(frame: Buffer, port: number, topic: string, partitions: number): Buffer[] {
  const header = decodeRequestHeader(frame)
  const encode = <A extends AnyApi>(api: A, response: ResponseInput<A>) =>
    encodeResponseFrame(api, header.apiVersion, header.correlationId, response)
  switch (header.apiKey) {
    case ApiVersions.key:
      return encode(ApiVersions, { errorCode: 0, apiKeys, throttleTimeMs: 0 })
    case Metadata.key:
      return encode(Metadata, metadata(port, topic, partitions))
    default: {
      const position = requestBodyPosition(frame, header, Produce.isFlexible(header.apiVersion))
      const { topicData } = Produce.decodeRequest(frame, header.apiVersion, position)
      const responses = topicData.map(({ name, topicId, partitionData }) => ({
        name,
        topicId,
        partitionResponses: partitionData.map(({ index }) => ({
          index,
          errorCode: 0,
          baseOffset: 0,
          logAppendTimeMs: -1n,
          logStartOffset: 0,
          recordErrors: [],
        })),
      }))
      return encode(Produce, { responses, throttleTimeMs: 0 })
    }
  }
}

const apiKeys = [ApiVersions, Metadata, Produce].map(({ key, advertisedMinVersion, maxVersion }) => ({
  apiKey: key,
  minVersion: advertisedMinVersion,
  maxVersion,
}))

function metadata(port: number, topic: string, partitions: number): ResponseInput<typeof Metadata> {
  return {
    throttleTimeMs: 0,
    brokers: [{ nodeId: 1, host: '127.0.0.1', port }],
    clusterId: 'acknowledging',
    controllerId: 1,
    topics: [
      {
        errorCode: 0,
        name: topic,
        topicId: zeroUuid,
        isInternal: false,
        partitions: Array.from({ length: partitions }, (_, partitionIndex) => ({
          errorCode: 0,
          partitionIndex,
          leaderId: 1,
          leaderEpoch: 0,
          replicaNodes: [1],
          isrNodes: [1],
          offlineReplicas: [],
        })),
      },
    ],
    errorCode: 0,
  }
}
