/** The broker: Kafka's protocol over TCP, topics on the log, groups and their offsets. */

export type { BrokerOptions } from './broker-options.ts'
export { brokerErrors } from './errors.ts'
export { type Broker, startBroker } from './start-broker.ts'
