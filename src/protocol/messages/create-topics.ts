/** CreateTopics (API key 19): creates topics. */

import { defineApi } from '../define-api.ts'
import { array, field, nullableArray, struct } from '../layout.ts'
import { bool, int8, int16, int32, nullableString, string, uuid } from '../wire-types.ts'

export const CreateTopics = defineApi({
  key: 19,
  name: 'CreateTopics',
  versions: '2-7',
  flexible: '5+',
  doc: 'Creates topics.',
  request: {
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          numPartitions: field(int32, '0+', 'Number of partitions; -1 for the default of the broker.'),
          replicationFactor: field(int16, '0+', 'Number of replicas; -1 for the default of the broker.'),
          assignments: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                brokerIds: field(array(int32), '0+', 'Brokers that hold the partition.'),
              }),
            ),
            '0+',
            'Brokers by partition, instead of numbers.',
          ),
          configs: field(
            array(
              struct({
                name: field(string, '0+', 'Name of the config.'),
                value: field(nullableString, '0+', 'Value; null for the default, or where it is secret.'),
              }),
            ),
            '0+',
            'Configs by name.',
          ),
        }),
      ),
      '0+',
      'Topics to create.',
    ),
    timeoutMs: field(int32, '0+', 'Milliseconds to wait until the topics exist.', { default: 60_000 }),
    validateOnly: field(bool, '0+', 'Whether only to say what would happen.'),
  },
  response: {
    throttleTimeMs: field(int32, '0+', 'Milliseconds the client should wait before its next request.'),
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          topicId: field(uuid, '7+', 'Id of the topic; zero where it is named.'),
          errorCode: field(int16, '0+', '0, or why the topic was not created.'),
          errorMessage: field(nullableString, '0+', 'Why, in words; null where all is well.'),
          topicConfigErrorCode: field(int16, '5+', 'Why configs are not shown; 0 where they are.', { tag: 0 }),
          numPartitions: field(int32, '5+', 'Number of partitions; -1 for the default of the broker.', { default: -1 }),
          replicationFactor: field(int16, '5+', 'Number of replicas; -1 for the default of the broker.', {
            default: -1,
          }),
          configs: field(
            nullableArray(
              struct({
                name: field(string, '0+', 'Name of the config.'),
                value: field(nullableString, '0+', 'Value; null for the default, or where it is secret.'),
                readOnly: field(bool, '0+', 'Whether the value cannot be changed.'),
                configSource: field(int8, '0+', '1 topic, 2 to 4 broker, 5 default.', { default: -1 }),
                isSensitive: field(bool, '0+', 'Whether the value is secret.'),
              }),
            ),
            '5+',
            'Configs by name.',
          ),
        }),
      ),
      '0+',
      'One answer for each topic.',
    ),
  },
})
