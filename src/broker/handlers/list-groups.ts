/** ListGroups (API key 16). */

import { errorCodes, ListGroups } from '../../protocol/index.ts'
import { handle } from '../handle.ts'

export const listGroups = handle(
  ListGroups,
  ({ statesFilter, typesFilter }, { authorize, groups }) => ({
    throttleTimeMs: 0,
    errorCode: errorCodes.NONE,
    groups: groups
      .list({ states: statesFilter, types: typesFilter })
      .filter(({ groupId }) => authorize('describe', { type: 'group', name: groupId })),
  }),
  (_, errorCode) => ({ throttleTimeMs: 0, errorCode, groups: [] }),
)
