/** The broker: Kafka's protocol over TCP, topics on the log, groups and their offsets. */

export type { BatchCheck } from './batch-check.ts'
export type { BatchRefusal, RecordError } from './batch-refusal.ts'
export { BrokerError, brokerErrors } from './errors.ts'
export { type Address, type Broker, type BrokerLimits, type BrokerOptions, startBroker } from './start-broker.ts'
