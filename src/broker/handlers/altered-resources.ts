/** What AlterConfigs and IncrementalAlterConfigs have in common: each resource is changed as a whole or not at all. */

import { errorCodes } from '../../protocol/index.ts'
import { errorAnswer } from '../error-answer.ts'
import { brokerErrors } from '../errors.ts'
import type { HandlerContext } from '../handle.ts'
import type { Topic } from '../topic.ts'
import type { ConfigValues } from '../topic-config.ts'
import { countBy, uniqueBy } from './request-items.ts'

interface Resource {
  readonly resourceType: number
  readonly resourceName: string
}

interface ResourceAnswer extends Resource {
  readonly errorCode: number
  readonly errorMessage: string | null
}

const topicType = 2
const brokerType = 4

/** @param change - the configs that a topic shall have; throws what is wrong with the wish. */
export async function alterResources<Wanted extends Resource>(
  { resources, validateOnly }: { readonly resources: readonly Wanted[]; readonly validateOnly: boolean },
  change: (wanted: Wanted, topic: Topic) => ConfigValues,
  context: HandlerContext,
): Promise<ResourceAnswer[]> {
  const keyOf = ({ resourceType, resourceName }: Resource) => `${resourceType} ${resourceName}`
  const counts = countBy(resources, keyOf)
  const answers = uniqueBy(resources, keyOf).map(async (wanted): Promise<ResourceAnswer> => {
    const { resourceType, resourceName } = wanted
    try {
      if (counts.get(keyOf(wanted)) !== 1) throw brokerErrors.invalidRequest(`'${resourceName}' occurs more than once.`)
      refuseOtherResources(wanted, context)
      await context.topics.alter(resourceName, (topic) => change(wanted, topic), { validateOnly })
      return { errorCode: errorCodes.NONE, errorMessage: null, resourceType, resourceName }
    } catch (error) {
      return { ...errorAnswer(error, context), resourceType, resourceName }
    }
  })
  return Promise.all(answers)
}

function refuseOtherResources({ resourceType, resourceName }: Resource, { authorize }: HandlerContext): void {
  if (resourceType === topicType) {
    if (!authorize('alterConfigs', { type: 'topic', name: resourceName })) throw brokerErrors.topicDenied()
    return
  }
  if (!authorize('alterConfigs', { type: 'cluster', name: '' })) throw brokerErrors.clusterDenied()
  throw brokerErrors.invalidRequest(
    resourceType === brokerType
      ? 'The configs of the broker are settings of its process and cannot be changed over the network.'
      : `Resources of type ${resourceType} have no configs here.`,
  )
}
