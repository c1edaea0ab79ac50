/** DescribeCluster (API key 60): the brokers of the cluster. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bool, int8, int16, int32, nullableString, string } from '../wire-types.ts'

export const DescribeCluster = defineApi({
  key: 60,
  name: 'DescribeCluster',
  versions: '0-2',
  flexible: '0+',
  doc: 'The brokers of the cluster.',
  request: {
    includeClusterAuthorizedOperations: field(bool, '0+', 'Whether to list what the principal may do to the cluster.'),
    endpointType: field(int8, '1+', '1 broker, 2 controller.', { default: 1 }),
    includeFencedBrokers: field(bool, '2+', 'Whether to list brokers that take no requests.'),
  },
  response: {
    throttleTimeMs: field(int32, '0+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '0+', '0, or why the request as a whole failed.'),
    errorMessage: field(nullableString, '0+', 'Why, in words; null where all is well.'),
    endpointType: field(int8, '1+', '1 broker, 2 controller.', { default: 1 }),
    clusterId: field(string, '0+', 'Id of the cluster.'),
    controllerId: field(int32, '0+', 'Broker that takes administrative requests.', { default: -1 }),
    brokers: field(
      array(
        struct({
          brokerId: field(int32, '0+', 'Id of the broker.'),
          host: field(string, '0+', 'Host to connect to.'),
          port: field(int32, '0+', 'Port to connect to.'),
          rack: field(nullableString, '0+', 'Rack of the broker; null where unknown.'),
          isFenced: field(bool, '2+', 'Whether the broker takes no requests.'),
        }),
      ),
      '0+',
      'The brokers of the cluster.',
    ),
    clusterAuthorizedOperations: field(int32, '0+', 'Bits of what the principal may do; -2147483648 where not asked.', {
      default: -0x8000_0000,
    }),
  },
})
