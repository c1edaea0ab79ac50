/** IncrementalAlterConfigs (API key 44): changes single configs of a topic (KIP-339). */

import { IncrementalAlterConfigs } from '../../protocol/index.ts'
import { handle } from '../handle.ts'
import { changedConfigs } from '../topic-config-changes.ts'
import { alterResources } from './altered-resources.ts'

export const incrementalAlterConfigs = handle(IncrementalAlterConfigs, async (request, context) => ({
  throttleTimeMs: 0,
  responses: await alterResources(
    request,
    ({ configs }, topic) => changedConfigs(topic.configs, configs, context.topics.brokerConfigs),
    context,
  ),
}))
