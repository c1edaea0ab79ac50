/** How subjects are named after topics and records, as Confluent's serializers do it. */

import { serdesErrors } from './errors.ts'

/**
 * Gives the subject of a schema.
 *
 * @param recordName - full name of an Avro record (namespace included), or `title` of a JSON Schema; `undefined` where
 *   the schema has none.
 */
export type SubjectNameStrategy = (recordName: string | undefined) => string

/** TopicNameStrategy: `orders-value` or `orders-key`. One schema for each topic; the default everywhere. */
export function topicName(topic: string, part: 'key' | 'value' = 'value'): string {
  return `${topic}-${part}`
}

/** RecordNameStrategy: `shop.OrderPlaced`, wherever records of that type are sent. */
export const recordName: SubjectNameStrategy = (name) => required(name, 'RecordNameStrategy')

/** TopicRecordNameStrategy: `orders-shop.OrderPlaced`; several types in one topic, each evolving on its own. */
export function topicRecordName(topic: string): SubjectNameStrategy {
  return (name) => `${topic}-${required(name, 'TopicRecordNameStrategy')}`
}

/** A subject as it is, or what the strategy makes of the record's name. */
export function resolveSubject(subject: string | SubjectNameStrategy, name: string | undefined): string {
  return typeof subject === 'string' ? subject : subject(name)
}

function required(name: string | undefined, strategy: string): string {
  if (name !== undefined) return name
  const reason = `${strategy} names the subject after the record, and the schema is no record with a name.`
  throw serdesErrors.invalidSchema({ reason })
}
