/** FindCoordinator (API key 10): it is always this broker. */

import { errorCodes, FindCoordinator, type ResponseInput } from '../../protocol/index.ts'
import { type HandlerContext, handle } from '../handle.ts'

type Coordinator = NonNullable<ResponseInput<typeof FindCoordinator>['coordinators']>[number]

const groupKey = 0
const transactionKey = 1
const firstVersionWithKeys = 4

export const findCoordinator = handle(FindCoordinator, (request, context) => {
  const { keyType } = request
  if (context.apiVersion >= firstVersionWithKeys) {
    const coordinators = request.coordinatorKeys.map((key) => coordinatorOf(key, keyType, context))
    return { throttleTimeMs: 0, ...nobody, coordinators }
  }
  const { key: _, ...coordinator } = coordinatorOf(request.key, keyType, context)
  return { throttleTimeMs: 0, ...coordinator, coordinators: [] }
})

function coordinatorOf(key: string, keyType: number, context: HandlerContext): Coordinator {
  if (keyType !== groupKey) {
    return failed(
      key,
      errorCodes.INVALID_REQUEST,
      keyType === transactionKey
        ? 'Transactions are not supported yet.'
        : `Coordinators of type ${keyType} do not exist here.`,
    )
  }
  if (!context.authorize('describe', { type: 'group', name: key })) {
    return failed(key, errorCodes.GROUP_AUTHORIZATION_FAILED, 'Not authorized to access this group.')
  }
  return { key, nodeId: context.nodeId, ...context.advertised, errorCode: errorCodes.NONE, errorMessage: null }
}

function failed(key: string, errorCode: number, errorMessage: string): Coordinator {
  return { key, ...nobody, errorCode, errorMessage }
}

const nobody = { errorCode: errorCodes.NONE, errorMessage: null, nodeId: -1, host: '', port: -1 }
