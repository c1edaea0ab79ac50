/** /schemalog/v1/scopes and /schemalog/v1/contexts: what only a list shows, for whoever takes the registry over. */

import type { Registry } from '../../registry/index.ts'
import { json } from '../answers.ts'
import { clusterDoor } from '../door.ts'
import { page, text } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import { list } from '../shape.ts'
import { ContextCounter, Scope, scopeView } from '../shapes/scope.ts'

export function scopesResource(registry: Registry): Resource {
  return {
    path: '/schemalog/v1',
    title: 'Scopes',
    doc: 'Every config, mode and context that there is. No other registry lists them.',
    routes: [
      route({
        method: 'get',
        path: '/scopes',
        name: 'listScopes',
        doc: 'Scopes on which a config or a mode is set, with or without versions, sorted by name; nothing is filled in.',
        query: {
          subjectPrefix: text('Start of the name; `:*:` and `:.ctx:` choose contexts, without them it is all.', ':*:'),
          ...page,
        },
        answers: json(list(Scope)),
        door: () => clusterDoor('describeConfigs'),
        answer: async ({ query: { subjectPrefix, ...query } }) =>
          (await registry.scopes({ ...query, prefix: subjectPrefix })).map(scopeView),
      }),
      route({
        method: 'get',
        path: '/contexts',
        name: 'listContextCounters',
        doc: 'Contexts that have had a registration, sorted, with the id that each gives next: ids are never given twice.',
        query: page,
        answers: json(list(ContextCounter)),
        door: () => clusterDoor('describe'),
        answer: ({ query }) => registry.contextCounters(query),
      }),
    ],
  }
}
