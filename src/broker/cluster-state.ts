/**
 * What the broker must remember about itself: its cluster id, its topics, and how far producer ids are given out. Kept
 * in the hidden topic `__cluster_metadata`, keys as plain text, values as JSON.
 */

import type { PartitionLog } from '../log/index.ts'
import { brokerErrors } from './errors.ts'
import { StateLog, type StateRecord } from './state-log.ts'
import { metadataTopic } from './topic-name.ts'

/** What is kept of a topic under the key `topic:NAME`. */
export interface TopicRecord {
  readonly topicId: string
  readonly partitionCount: number
  readonly configs: Readonly<Record<string, string>>
  /** The topic is gone for its users, its files are being removed; a start that finds this finishes the work. */
  readonly deleting?: boolean
}

export interface ClusterState {
  /** 22 characters of url-safe base64, made at the first start, the same for ever. */
  readonly clusterId: string
  /** As found at the start; `saveTopic` does not change it. */
  readonly topicsAtStart: ReadonlyMap<string, TopicRecord>
  /** No producer id at or beyond this one was ever given out. */
  readonly nextProducerId: number
  /** @param record - `null` forgets the topic. */
  saveTopic(name: string, record: TopicRecord | null): Promise<void>
  saveNextProducerId(nextProducerId: number): Promise<void>
}

const topicPrefix = 'topic:'
const clusterKey = 'cluster'
const producerIdsKey = 'producerIds'

/** @param options.randomUuid - makes the cluster id at the first start. */
export async function openClusterState(options: {
  readonly partition: PartitionLog
  readonly now: () => number
  readonly randomUuid: () => string
}): Promise<ClusterState> {
  const values = new Map<string, object>()
  const log = new StateLog(options.partition, options.now)
  await log.replay((record) => applyTo(values, record))
  const save = (key: string, value: object | null) =>
    log.append([{ key: Buffer.from(key), value: value && Buffer.from(JSON.stringify(value)) }])

  let clusterId = textOf(values.get(clusterKey), 'clusterId')
  if (clusterId === undefined) {
    clusterId = Buffer.from(options.randomUuid().replaceAll('-', ''), 'hex').toString('base64url')
    await save(clusterKey, { clusterId })
  }
  return {
    clusterId,
    topicsAtStart: topicRecords(values),
    nextProducerId: nextProducerIdOf(values.get(producerIdsKey)),
    saveTopic: (name, record) => save(topicPrefix + name, record),
    saveNextProducerId: (nextProducerId) => save(producerIdsKey, { nextProducerId }),
  }
}

function applyTo(values: Map<string, object>, { key, value }: StateRecord): void {
  const name = key.toString()
  if (value === null) values.delete(name)
  else values.set(name, parseObject(name, value.toString()))
}

function parseObject(name: string, json: string): object {
  try {
    const value: unknown = JSON.parse(json)
    if (typeof value === 'object' && value !== null) return value
  } catch (error) {
    throw brokerErrors.corruptState(metadataTopic, `the value of '${name}' is not JSON`).because(error)
  }
  throw brokerErrors.corruptState(metadataTopic, `the value of '${name}' is not an object`)
}

function textOf(value: object | undefined, field: string): string | undefined {
  const found: unknown = value && Reflect.get(value, field)
  return typeof found === 'string' ? found : undefined
}

function topicRecords(values: ReadonlyMap<string, object>): Map<string, TopicRecord> {
  const records = new Map<string, TopicRecord>()
  for (const [key, value] of values) {
    if (!key.startsWith(topicPrefix)) continue
    if (!isTopicRecord(value)) throw brokerErrors.corruptState(metadataTopic, `the value of '${key}' is not a topic`)
    records.set(key.slice(topicPrefix.length), value)
  }
  return records
}

function isTopicRecord(value: object): value is TopicRecord {
  return (
    'topicId' in value &&
    typeof value.topicId === 'string' &&
    'partitionCount' in value &&
    Number.isSafeInteger(value.partitionCount) &&
    'configs' in value &&
    typeof value.configs === 'object'
  )
}

function nextProducerIdOf(value: object | undefined): number {
  if (value === undefined) return 0
  const found: unknown = Reflect.get(value, 'nextProducerId')
  if (Number.isSafeInteger(found)) return Number(found)
  throw brokerErrors.corruptState(metadataTopic, 'the next producer id is not a number')
}
