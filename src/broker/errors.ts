/** What the broker refuses. The code is the one that the Kafka protocol sends; the sentence is the error message. */

import { CodedError, defineErrors } from '../errors.ts'
import { errorCodes } from '../protocol/index.ts'

/** A rule of the broker was broken; `code` is a Kafka error code. */
export class BrokerError extends CodedError {}

export const brokerErrors = defineErrors(BrokerError, {
  addressInUse: {
    code: errorCodes.UNKNOWN_SERVER_ERROR,
    message: (address: string) => `The Kafka port ${address} is taken by another process; choose another one.`,
    when: 'At the start, when the address of the listener is in use.',
  },
  addressUnusable: {
    code: errorCodes.UNKNOWN_SERVER_ERROR,
    message: (address: string, reason: string) => `The broker cannot listen on ${address}: ${reason}.`,
    when: 'At the start, when the address of the listener is not one of this machine, or may not be used.',
  },
  corruptState: {
    code: errorCodes.KAFKA_STORAGE_ERROR,
    message: (topic: string, reason: string) => `The state kept in ${topic} cannot be read: ${reason}.`,
    when: "At the start, when a record of the broker's own state is not one that this version understands.",
  },
  frameTooLarge: {
    code: errorCodes.INVALID_REQUEST,
    message: (sizeInBytes: number, limit: number) =>
      `A request announces ${sizeInBytes} bytes, the limit is ${limit} (kafka.request.bytes).`,
    when: 'A frame is longer than the limit or has a negative length: the connection is closed.',
  },
  httpRequest: {
    code: errorCodes.INVALID_REQUEST,
    message: () => 'This is the Kafka port, and what arrived is HTTP.',
    when: 'The first bytes of a connection are those of an HTTP request: it is told so, and the connection is closed.',
  },
  tlsHandshake: {
    code: errorCodes.INVALID_REQUEST,
    message: () => 'This is the Kafka port, it speaks no TLS, and what arrived is TLS.',
    when: 'The first bytes of a connection are those of a TLS handshake: the connection is closed.',
  },
  unknownApi: {
    code: errorCodes.UNSUPPORTED_VERSION,
    message: (apiKey: number, apiVersion: number, clientId: string) =>
      `There is no API with key ${apiKey} and version ${apiVersion} here, for which client '${clientId}' asks.`,
    when: 'A request asks for an API or version that ApiVersions does not list: the connection is closed.',
  },
  invalidRequest: {
    code: errorCodes.INVALID_REQUEST,
    message: (reason: string) => reason,
    when: 'A request contradicts itself.',
  },
  unknownTopicOrPartition: {
    code: errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
    message: () => 'This server does not host this topic-partition.',
    when: 'A topic or partition that does not exist is named.',
  },
  unknownTopicId: {
    code: errorCodes.UNKNOWN_TOPIC_ID,
    message: () => 'This server does not host this topic ID.',
    when: 'A topic is named by an id that does not exist, or no longer.',
  },
  topicExists: {
    code: errorCodes.TOPIC_ALREADY_EXISTS,
    message: (topic: string) => `Topic '${topic}' already exists.`,
    when: 'A topic is created that is there already.',
  },
  invalidTopicName: {
    code: errorCodes.INVALID_TOPIC_EXCEPTION,
    message: (reason: string) => `Topic name is invalid: ${reason}`,
    when: 'A topic name is empty, longer than 249 characters, `.`, `..` or has a character outside [a-zA-Z0-9._-].',
  },
  collidingTopicName: {
    code: errorCodes.INVALID_TOPIC_EXCEPTION,
    message: (topic: string, other: string) =>
      `Topic '${topic}' collides with existing topic '${other}': names that differ only in '.' and '_' are one.`,
    when: 'A topic is created whose name equals that of another where `.` and `_` are not told apart.',
  },
  internalTopic: {
    code: errorCodes.INVALID_TOPIC_EXCEPTION,
    message: (topic: string) => `Topic '${topic}' belongs to the broker; clients may read it only.`,
    when: 'A client writes to, creates, changes or deletes an internal topic.',
  },
  invalidPartitions: {
    code: errorCodes.INVALID_PARTITIONS,
    message: (reason: string) => reason,
    when: 'A topic is created with no partitions or with more than the limit.',
  },
  invalidReplicationFactor: {
    code: errorCodes.INVALID_REPLICATION_FACTOR,
    message: (factor: number) =>
      factor > 1
        ? `Replication factor ${factor} is larger than the number of brokers, which is 1.`
        : 'Replication factor must be 1, or -1 for the default.',
    when: 'A topic is created with a replication factor other than 1 or -1.',
  },
  invalidReplicaAssignment: {
    code: errorCodes.INVALID_REPLICA_ASSIGNMENT,
    message: (reason: string) => reason,
    when: 'A topic is created with replicas elsewhere than on this broker, or with gaps in its partitions.',
  },
  unknownConfig: {
    code: errorCodes.INVALID_CONFIG,
    message: (name: string, reason: string) => `Unknown topic config name: ${name}${reason}`,
    when: 'A topic config is set that does not exist.',
  },
  invalidConfig: {
    code: errorCodes.INVALID_CONFIG,
    message: (name: string, value: string | null, reason: string) =>
      `Invalid value ${value} for configuration ${name}: ${reason}`,
    when: 'A topic config has a value that is not of its type or not in its range.',
  },
  unsupportedConfig: {
    code: errorCodes.INVALID_CONFIG,
    message: (name: string, value: string, only: string, reason: string) =>
      `Configuration ${name}=${value} is not supported yet, only ${only}: ${reason}`,
    when: 'A topic config asks for something that this broker does not do yet; it is refused rather than ignored.',
  },
  compactedTopic: {
    code: errorCodes.POLICY_VIOLATION,
    message: (topic: string) => `Records of topic '${topic}' cannot be deleted by offset: it is only compacted.`,
    when: 'DeleteRecords names a topic whose cleanup.policy does not include delete.',
  },
  clusterDenied: {
    code: errorCodes.CLUSTER_AUTHORIZATION_FAILED,
    message: () => 'Not authorized to access the cluster.',
    when: 'The principal may not do this to the cluster.',
  },
  topicDenied: {
    code: errorCodes.TOPIC_AUTHORIZATION_FAILED,
    message: () => 'Not authorized to access this topic.',
    when: 'The principal may not do this to the topic.',
  },
  unanswerable: {
    code: errorCodes.UNKNOWN_SERVER_ERROR,
    message: (api: string, apiVersion: number, clientId: string) =>
      `${api} version ${apiVersion} of client '${clientId}' could not be answered.`,
    when: 'A request is malformed or failed and its API has no place for an error: the connection is closed.',
  },
  failedWithoutAcks: {
    code: errorCodes.INVALID_REQUEST,
    message: (errorCode: number, reason: string) =>
      `A Produce request with acks=0 failed with error ${errorCode}: ${reason}`,
    when: 'A producer that wants no answers failed: its connection is closed, for nothing else can tell it.',
  },
  corruptBatch: {
    code: errorCodes.CORRUPT_MESSAGE,
    message: (reason: string) => `The record batch is damaged: ${reason}.`,
    when: 'The length or CRC of a produced batch is wrong.',
  },
  batchTooLarge: {
    code: errorCodes.MESSAGE_TOO_LARGE,
    message: (sizeInBytes: number, limit: number) =>
      `The record batch has ${sizeInBytes} bytes, the topic's max.message.bytes is ${limit}.`,
    when: 'A produced batch is larger than max.message.bytes of its topic.',
  },
  unsupportedCodec: {
    code: errorCodes.UNSUPPORTED_COMPRESSION_TYPE,
    message: () => 'Produce requests below version 7 cannot carry zstd.',
    when: 'A batch is compressed with zstd in a Produce request below version 7.',
  },
  invalidBatch: {
    code: errorCodes.INVALID_RECORD,
    message: (reason: string) => `The record batch breaks a rule: ${reason}.`,
    when: 'A produced batch or one of its records breaks a rule of the format.',
  },
  invalidTimestamp: {
    code: errorCodes.INVALID_TIMESTAMP,
    message: (reason: string) => reason,
    when: 'A record lies outside message.timestamp.before.max.ms or after.max.ms, or claims the log append time.',
  },
  invalidRequiredAcks: {
    code: errorCodes.INVALID_REQUIRED_ACKS,
    message: (acks: number) => `Acks must be -1, 0 or 1, not ${acks}.`,
    when: 'A Produce request has another number of required acknowledgements.',
  },
})
