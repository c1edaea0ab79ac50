/**
 * What members of a group of type `consumer` tell each other through the coordinator. Never flexible; newer versions
 * append fields, so a version that is not known is read as the newest that is.
 */

import { defineLayout } from '../define-layout.ts'
import { array, field, struct } from '../layout.ts'
import { int32, nullableBytes, nullableString, string } from '../wire-types.ts'

const topicPartitions = struct({
  topic: field(string, '0+', 'Name of the topic.'),
  partitions: field(array(int32), '0+', 'Partitions of the topic.'),
})

export const ConsumerProtocolSubscription = defineLayout({
  name: 'ConsumerProtocolSubscription',
  versions: '0-3',
  flexible: 'none',
  lenient: true,
  fields: {
    topics: field(array(string), '0+', 'Topics that the member wants.'),
    userData: field(nullableBytes, '0+', 'For the assignor.'),
    ownedPartitions: field(array(topicPartitions), '1+', 'Partitions that the member has, for cooperative assignors.'),
    generationId: field(int32, '2+', 'Generation in which it got them; -1 where unknown.', { default: -1 }),
    rackId: field(nullableString, '3+', 'Rack of the member; null where unknown.'),
  },
})

export const ConsumerProtocolAssignment = defineLayout({
  name: 'ConsumerProtocolAssignment',
  versions: '0-3',
  flexible: 'none',
  lenient: true,
  fields: {
    assignedPartitions: field(array(topicPartitions), '0+', 'Partitions that the member gets.'),
    userData: field(nullableBytes, '0+', 'For the assignor.'),
  },
})
