/** AlterConfigs (API key 33): the older way, which replaces all configs of a topic. */

import { AlterConfigs } from '../../protocol/index.ts'
import { handle } from '../handle.ts'
import { parseTopicConfigs } from '../topic-config.ts'
import { alterResources } from './altered-resources.ts'

export const alterConfigs = handle(AlterConfigs, async (request, context) => ({
  throttleTimeMs: 0,
  responses: await alterResources(request, ({ configs }) => parseTopicConfigs(configs), context),
}))
