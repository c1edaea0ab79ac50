/** The bitfields in which Kafka says what a principal may do. */

import type { Operation, Resource } from '../../authorize.ts'
import type { HandlerContext } from '../handle.ts'

/** Numbers of Kafka's AclOperation, which are the bits. */
const bits: Readonly<Record<Operation, number>> = {
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
}

const applicable: Readonly<Record<'topic' | 'group' | 'cluster', readonly Operation[]>> = {
  topic: ['read', 'write', 'create', 'delete', 'alter', 'describe', 'describeConfigs', 'alterConfigs'],
  group: ['read', 'delete', 'describe'],
  cluster: ['create', 'alter', 'describe', 'clusterAction', 'describeConfigs', 'alterConfigs', 'idempotentWrite'],
}

/** @returns Bit n is set where the operation with number n is allowed on the resource. */
export function allowedOperations(
  { authorize }: Pick<HandlerContext, 'authorize'>,
  resource: Resource & { type: keyof typeof applicable },
): number {
  return applicable[resource.type]
    .filter((operation) => authorize(operation, resource))
    .reduce((field, operation) => field | (1 << bits[operation]), 0)
}
