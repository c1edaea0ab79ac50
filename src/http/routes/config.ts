/** /config: what holds for registrations, in the whole registry or in one subject. */

import type { Registry } from '../../registry/index.ts'
import { json } from '../answers.ts'
import { scopeDoor } from '../door.ts'
import { asOf, flag, optionalSegment } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import { Config, ConfigUpdateRequest, configEcho, configPatchOf, configView } from '../shapes/config.ts'

const subject = optionalSegment('Name of the subject; the global config without one.')

export function configResource(registry: Registry): Resource {
  return {
    path: '/config',
    title: 'Config',
    doc: 'What holds for registrations, in the whole registry, in a context (`:.ctx:`), or in one subject.',
    routes: [
      route({
        method: 'get',
        path: '/{:subject}',
        name: 'getConfig',
        doc: 'The config that was set, with a level always filled in.',
        params: { subject },
        query: { defaultToGlobal: flag('Where nothing is set, what is inherited.'), asOf },
        answers: json(Config),
        refusals: ['configNotFound', 'invalidAsOf'],
        door: ({ params }) => scopeDoor('describeConfigs', params.subject),
        answer: async ({ params, query }) => configView(await registry.config(params.subject, query)),
      }),
      route({
        method: 'put',
        path: '/{:subject}',
        name: 'updateConfig',
        doc: 'Sets the fields that are given; null clears one. Answers all that is set.',
        params: { subject },
        body: ConfigUpdateRequest,
        answers: json(ConfigUpdateRequest, 'All that is set now.'),
        refusals: ['invalidCompatibilityLevel', 'invalidRuleSet', 'tooManyPrefixes', 'invalidSubject', 'readOnlyMode'],
        door: ({ params }) => scopeDoor('alterConfigs', params.subject),
        answer: async ({ params, body, writer }) =>
          configEcho(await registry.setConfig(params.subject, configPatchOf(body), writer)),
      }),
      route({
        method: 'delete',
        path: '/{:subject}',
        name: 'deleteConfig',
        doc: 'Removes the config; answers what it was.',
        params: { subject },
        answers: json(Config),
        refusals: ['subjectNotFound', 'readOnlyMode'],
        door: ({ params }) => scopeDoor('alterConfigs', params.subject),
        answer: async ({ params, writer }) => configView(await registry.deleteConfig(params.subject, writer)),
      }),
    ],
  }
}
