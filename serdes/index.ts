/** Typed serializers and deserializers for records in Kafka, with a schema registry. */

export { type AvroDefinition, defineAvro } from './avro.ts'
export type { AvroInput, AvroOutput, AvroSchema, ValueTypes } from './avro-types.ts'
export type { SchemaDefinition, SchemaText, SchemaType } from './definition.ts'
export { describeSerdesErrors, SerdesError, type SerdesErrorDetails, type SerdesErrorKey } from './errors.ts'
export { defineJson, type JsonDefinition } from './json.ts'
export type { JsonSchema, JsonValue } from './json-types.ts'
export { platformaticKafka } from './platformatic-kafka.ts'
export { type RegisteredSchema, RegistryClient, type RegistryClientOptions } from './registry-client.ts'
export type { RegistryAuth } from './registry-http.ts'
export {
  createSerde,
  type InputOf,
  type OutputOf,
  type RecordPlace,
  type Serde,
  type SerdeFactory,
  type SerdeOptions,
} from './serde.ts'
export { recordName, type SubjectNameStrategy, topicName, topicRecordName } from './subject-name.ts'
export { readSchemaId } from './wire-format.ts'
