/** DescribeConfigs (API key 32): the configs of topics and of this broker, none of which says what is not so. */

import { DescribeConfigs, errorCodes, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { brokerConfigs } from '../broker-config.ts'
import { errorAnswer } from '../error-answer.ts'
import { brokerErrors } from '../errors.ts'
import { type HandlerContext, handle } from '../handle.ts'
import type { Topic } from '../topic.ts'
import { configSources } from '../topic-config.ts'
import { type TopicConfigName, topicConfigNames, topicConfigs } from '../topic-config-table.ts'
import { uniqueBy } from './request-items.ts'

type Request = RequestOf<typeof DescribeConfigs>
type Resource = Request['resources'][number]
type ResourceAnswer = ResponseInput<typeof DescribeConfigs>['results'][number]
type ConfigAnswer = ResourceAnswer['configs'][number]

const resourceTypes = { topic: 2, broker: 4 } as const

export const describeConfigs = handle(DescribeConfigs, (request, context) => ({
  throttleTimeMs: 0,
  // A resource that is named often is answered once: its configs are far longer than its name.
  results: uniqueBy(request.resources, ({ resourceType, resourceName }) => `${resourceType} ${resourceName}`).map(
    (resource) => answerResource(resource, request, context),
  ),
}))

function answerResource(resource: Resource, request: Request, context: HandlerContext): ResourceAnswer {
  const { resourceType, resourceName } = resource
  try {
    const keys = resource.configurationKeys ?? []
    const configs = configsOf(resource, context)
      .filter(({ name }) => keys.length === 0 || keys.includes(name))
      .map((config) => asAsked(config, request))
    return { errorCode: errorCodes.NONE, errorMessage: null, resourceType, resourceName, configs }
  } catch (error) {
    return { ...errorAnswer(error, context), resourceType, resourceName, configs: [] }
  }
}

function configsOf({ resourceType, resourceName }: Resource, context: HandlerContext): ConfigAnswer[] {
  if (resourceType === resourceTypes.topic) return topicAnswers(resourceName, context)
  if (resourceType !== resourceTypes.broker) {
    throw brokerErrors.invalidRequest(`Resources of type ${resourceType} have no configs here.`)
  }
  if (!context.authorize('describeConfigs', { type: 'cluster', name: '' })) throw brokerErrors.clusterDenied()
  // The empty name stands for dynamic defaults of all brokers, of which there are none.
  if (resourceName === '') return []
  if (resourceName === String(context.nodeId)) return brokerAnswers(context)
  throw brokerErrors.invalidRequest(`There is no broker '${resourceName}', only ${context.nodeId}.`)
}

function topicAnswers(name: string, context: HandlerContext): ConfigAnswer[] {
  if (!context.authorize('describeConfigs', { type: 'topic', name })) throw brokerErrors.topicDenied()
  const topic = context.topics.find(name)
  if (topic === undefined) throw brokerErrors.unknownTopicOrPartition()
  return topicConfigNames.map((config) => topicAnswer(config, topic, context))
}

function topicAnswer(name: TopicConfigName, { configs }: Topic, { topics }: HandlerContext): ConfigAnswer {
  const { type, doc, default: standard, brokerName = name } = topicConfigs[name]
  const synonyms = []
  const own = configs.get(name)
  if (own !== undefined) synonyms.push({ name, value: own, source: configSources.topic })
  const broker = topics.brokerConfigs.get(name)
  if (broker !== undefined) synonyms.push({ name: brokerName, value: broker, source: configSources.staticBroker })
  synonyms.push({ name: brokerName, value: standard, source: configSources.default })
  const [effective] = synonyms
  return {
    name,
    value: effective?.value ?? standard,
    readOnly: false,
    configSource: effective?.source ?? configSources.default,
    isSensitive: false,
    synonyms,
    configType: type.code,
    documentation: doc,
  }
}

function brokerAnswers(context: HandlerContext): ConfigAnswer[] {
  return brokerConfigs(context).map(({ name, value, isDefault, type, doc }) => {
    const source = isDefault ? configSources.default : configSources.staticBroker
    return {
      name,
      value,
      readOnly: true,
      configSource: source,
      isSensitive: false,
      synonyms: [{ name, value, source }],
      configType: type.code,
      documentation: doc,
    }
  })
}

function asAsked(config: ConfigAnswer, { includeSynonyms, includeDocumentation }: Request): ConfigAnswer {
  return {
    ...config,
    synonyms: includeSynonyms ? config.synonyms : [],
    documentation: includeDocumentation ? config.documentation : null,
  }
}
