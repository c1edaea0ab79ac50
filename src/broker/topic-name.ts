/** What a topic may be called (Kafka's org.apache.kafka.common.internals.Topic). */

import { brokerErrors } from './errors.ts'

/** Keeps committed offsets and groups; clients may read it. */
export const offsetsTopic = '__consumer_offsets'
/** Keeps topics, their configs, the cluster id and producer id blocks; never shown to clients. */
export const metadataTopic = '__cluster_metadata'

/** Topics of the broker itself; `__transaction_state` is taken before it is there, so that nobody else can have it. */
const internalTopics: ReadonlySet<string> = new Set([offsetsTopic, metadataTopic, '__transaction_state'])

export function isInternalTopic(name: string): boolean {
  return internalTopics.has(name)
}

const maxNameLength = 249

/** @throws {BrokerError} `invalidTopicName` with the rule that the name breaks. */
export function refuseInvalidTopicName(name: string): void {
  if (name === '') throw brokerErrors.invalidTopicName('the empty string is not allowed')
  if (name === '.' || name === '..') throw brokerErrors.invalidTopicName(`'.' or '..' is not allowed`)
  if (name.length > maxNameLength) {
    throw brokerErrors.invalidTopicName(`it has ${name.length} characters, at most ${maxNameLength} are allowed`)
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    throw brokerErrors.invalidTopicName(`'${name}' has a character other than ASCII letters, digits, '.', '_' and '-'`)
  }
}

/** Topics with the same key collide: metric names of Kafka's own tools do not tell `.` from `_`. */
export function collisionKey(name: string): string {
  return name.replaceAll('.', '_')
}
