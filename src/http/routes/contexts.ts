/** /contexts: the name spaces of subjects and ids. */

import type { Registry } from '../../registry/index.ts'
import { json, nothing } from '../answers.ts'
import { clusterDoor, contextDoor } from '../door.ts'
import { page, segment, text } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import { list, string } from '../shape.ts'

export function contextsResource(registry: Registry): Resource {
  return {
    path: '/contexts',
    title: 'Contexts',
    doc: 'Name spaces of subjects and schema ids.',
    routes: [
      route({
        method: 'get',
        path: '/',
        name: 'listContexts',
        doc: 'Names of contexts: the default one, then the others, sorted.',
        query: { contextPrefix: text('Start of the name.'), ...page },
        answers: json(list(string)),
        door: () => clusterDoor('describe'),
        answer: ({ query: { contextPrefix, ...query } }) => registry.contexts({ ...query, prefix: contextPrefix }),
      }),
      route({
        method: 'delete',
        path: '/:context',
        name: 'deleteContext',
        doc: 'Deletes an empty context.',
        params: { context: segment('Name of the context, as `.ctx`.') },
        answers: nothing,
        refusals: ['contextNotEmpty'],
        door: ({ params }) => contextDoor('delete', params.context),
        answer: ({ params, writer }) => registry.deleteContext(params.context, writer),
      }),
    ],
  }
}
