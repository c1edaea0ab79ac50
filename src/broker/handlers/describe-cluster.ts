/** DescribeCluster (API key 60): this broker is all there is. */

import { DescribeCluster, errorCodes } from '../../protocol/index.ts'
import { handle } from '../handle.ts'
import { allowedOperations } from './allowed-operations.ts'

const brokers = 1
const controllers = 2

export const describeCluster = handle(DescribeCluster, (request, context) => {
  const { clusterId, nodeId, advertised } = context
  const { endpointType } = request
  const cluster = { type: 'cluster', name: '' } as const
  if (!context.authorize('describe', cluster)) {
    return { throttleTimeMs: 0, errorCode: errorCodes.CLUSTER_AUTHORIZATION_FAILED, clusterId, brokers: [] }
  }
  if (endpointType !== brokers) {
    const isKnown = endpointType === controllers
    return {
      throttleTimeMs: 0,
      errorCode: isKnown ? errorCodes.MISMATCHED_ENDPOINT_TYPE : errorCodes.UNSUPPORTED_ENDPOINT_TYPE,
      errorMessage: isKnown ? 'This is a broker, not a controller.' : `There is no endpoint type ${endpointType}.`,
      clusterId,
      brokers: [],
    }
  }
  const answer = {
    throttleTimeMs: 0,
    errorCode: errorCodes.NONE,
    clusterId,
    controllerId: nodeId,
    brokers: [{ brokerId: nodeId, ...advertised, rack: null, isFenced: false }],
  }
  if (!request.includeClusterAuthorizedOperations) return answer
  return { ...answer, clusterAuthorizedOperations: allowedOperations(context, cluster) }
})
