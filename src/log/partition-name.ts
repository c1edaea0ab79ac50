/** Partitions are folders named `<topic>-<partition index>`, as in Apache Kafka. */

import { logErrors } from './errors.ts'

export interface PartitionId {
  readonly topic: string
  readonly partitionIndex: number
}

const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/
const DELETED = '.deleted'
/** The longest name that common file systems take. */
const MAX_NAME_LENGTH = 255

/** @throws {LogError} `invalidTopic` where the name would leave the folder or not fit a file system. */
export function partitionName(topic: string, partitionIndex: number): string {
  if (!TOPIC.test(topic) || topic === '.' || topic === '..') throw logErrors.invalidTopic(topic)
  if (!Number.isInteger(partitionIndex) || partitionIndex < 0) throw new Error(`partition index ${partitionIndex}`)
  return `${topic}-${partitionIndex}`
}

/** The partition that a folder's name stands for, or `undefined` where it is something else. */
export function parsePartitionName(name: string): PartitionId | undefined {
  const [, topic, digits] = /^(.+)-(0|[1-9]\d{0,9})$/.exec(name) ?? []
  if (topic === undefined || digits === undefined || !TOPIC.test(topic)) return undefined
  return { topic, partitionIndex: Number(digits) }
}

/** The name that a folder has until its files are removed. No partition can be called so. */
export function deletedName(name: string, unique: string): string {
  const ending = `.${unique}${DELETED}`
  return name.slice(0, MAX_NAME_LENGTH - ending.length) + ending
}

export function isDeletedName(name: string): boolean {
  return name.endsWith(DELETED)
}
