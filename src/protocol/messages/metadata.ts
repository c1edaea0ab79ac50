/** Topics, their partitions, and where the broker is. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bool, int16, int32, nullableString, string, uuid } from '../wire-types.ts'

/** Bit field of operations where nobody asked for them. */
const NOT_ASKED = -2147483648

/** Metadata (API key 3). Version 0 asks for all topics with an empty list, later ones with null. */
export const Metadata = defineApi({
  key: 3,
  name: 'Metadata',
  doc: 'Lists topics, their partitions and leaders, and the brokers of the cluster.',
  versions: '0-13',
  flexible: '9+',
  request: {
    topics: field(
      array(
        struct({
          topicId: field(uuid, '10+', 'Id of the topic; zero where it is named.', {
            default: '00000000-0000-0000-0000-000000000000',
          }),
          name: field(string, '0+', 'Name of the topic; null where its id is given.', { nullable: '10+' }),
        }),
      ),
      '0+',
      'Topics asked for; null for all of them.',
      { nullable: '1+' },
    ),
    allowAutoTopicCreation: field(bool, '4+', 'Whether a topic that does not exist may be created.', { default: true }),
    includeClusterAuthorizedOperations: field(bool, '8-10', 'Whether to tell what the client may do to the cluster.', {
      default: false,
    }),
    includeTopicAuthorizedOperations: field(bool, '8+', 'Whether to tell what the client may do to each topic.', {
      default: false,
    }),
  },
  response: {
    throttleTimeMs: field(int32, '3+', 'Milliseconds the client should wait before its next request.'),
    brokers: field(
      array(
        struct({
          nodeId: field(int32, '0+', 'Node id.'),
          host: field(string, '0+', 'Host name clients should use.'),
          port: field(int32, '0+', 'Port clients should use.'),
          rack: field(nullableString, '1+', 'Rack; null where it has none.'),
        }),
      ),
      '0+',
      'Brokers of the cluster: this one.',
    ),
    clusterId: field(nullableString, '2+', 'Id of the cluster.'),
    controllerId: field(int32, '1+', 'Node id of the controller.', { default: -1 }),
    topics: field(
      array(
        struct({
          errorCode: field(int16, '0+', '0, or why the topic is not described.'),
          name: field(string, '0+', 'Name of the topic; null where an unknown id was asked for.', { nullable: '12+' }),
          topicId: field(uuid, '10+', 'Id of the topic.', { default: '00000000-0000-0000-0000-000000000000' }),
          isInternal: field(bool, '1+', 'Whether the topic belongs to the broker.', { default: false }),
          partitions: field(
            array(
              struct({
                errorCode: field(int16, '0+', '0, or what is wrong with the partition.'),
                partitionIndex: field(int32, '0+', 'Index of the partition.'),
                leaderId: field(int32, '0+', 'Node id of the leader.'),
                leaderEpoch: field(int32, '7+', 'Epoch of the leader.', { default: -1 }),
                replicaNodes: field(array(int32), '0+', 'Nodes that have the partition.'),
                isrNodes: field(array(int32), '0+', 'Those of them that have all of it.'),
                offlineReplicas: field(array(int32), '5+', 'Those of them that are offline.', { default: [] }),
              }),
            ),
            '0+',
            'Partitions of the topic.',
          ),
          topicAuthorizedOperations: field(int32, '8+', 'Bit field of what the client may do to the topic.', {
            default: NOT_ASKED,
          }),
        }),
      ),
      '0+',
      'Topics asked for.',
    ),
    clusterAuthorizedOperations: field(int32, '8-10', 'Bit field of what the client may do to the cluster.', {
      default: NOT_ASKED,
    }),
    errorCode: field(int16, '13+', 'Error of the whole request.', { default: 0 }),
  },
})
