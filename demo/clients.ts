/** The applications of the demo: producers and consumers as a team would write them, with unmodified clients. */

import { Consumer, ProduceAcks, Producer } from '@platformatic/kafka'
import type { Serde } from '@schemalog/serdes'
import kafkajs from 'kafkajs'
import type { FlightV1, FlightV2, Tally } from './flights.ts'

export const topic = 'flights'
export const partitions = 3

const recordsInBatch = 3000

/** Writes rows in order, spread over the partitions; `sent` hears of every batch that was acknowledged. */
export async function produce<Row, Flight extends FlightV1 | FlightV2>(
  brokers: string[],
  rows: readonly Row[],
  toFlight: (row: Row) => Flight,
  serde: { serialize(flight: Flight): Buffer },
  sent: (count: number) => void,
): Promise<void> {
  const producer = new Producer({ clientId: 'demo-producer', bootstrapBrokers: brokers, idempotent: true })
  for (let start = 0; start < rows.length; start += recordsInBatch) {
    const batch = rows.slice(start, start + recordsInBatch)
    const messages = batch.map((row, at) => ({
      topic,
      partition: (start + at) % partitions,
      value: serde.serialize(toFlight(row)),
    }))
    await producer.send({ messages, acks: ProduceAcks.ALL })
    sent(batch.length)
  }
  await producer.close()
}

/** A consumer in a group that is there from the beginning and stays, on kafkajs. */
export async function startOldConsumer(
  brokers: string[],
  serde: Serde<never, FlightV1>,
  tally: Tally,
): Promise<{ until(count: number): Promise<void>; close(): Promise<void> }> {
  const kafka = new kafkajs.Kafka({ clientId: 'demo-old', brokers, logLevel: kafkajs.logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: 'dashboard' })
  let wake = () => {}
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachBatch: async ({ batch }) => {
      // The one moment in which I/O may be needed: a schema id that was never met before.
      await serde.load(batch.messages.map(({ value }) => value))
      for (const { value } of batch.messages) if (value) tally.add(batch.partition, serde.deserialize(value))
      wake()
    },
  })
  return {
    async until(count) {
      while (tally.count < count)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    },
    close: () => consumer.disconnect(),
  }
}

/** Reads the topic from the beginning until `count` records have come, on @platformatic/kafka. */
export async function readAll<Flight extends FlightV1 | FlightV2>(
  brokers: string[],
  groupId: string,
  serde: Serde<never, Flight>,
  count: number,
  tally: Tally,
): Promise<void> {
  const consumer = new Consumer({ clientId: groupId, groupId, bootstrapBrokers: brokers })
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false, maxWaitTime: 100 })
  for await (const { partition, value } of stream) {
    tally.add(partition, serde.isLoaded(value) ? serde.deserialize(value) : await serde.deserializeAsync(value))
    if (tally.count >= count) break
  }
  await consumer.close(true)
}
