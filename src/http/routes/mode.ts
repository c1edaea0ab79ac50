/** /mode: whether the registry, or one subject, may be written. */

import { type Registry, registryErrors } from '../../registry/index.ts'
import { scopeDoor } from '../door.ts'
import { flag, optionalSegment } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import { nullableField, object, string } from '../shape.ts'

const subject = optionalSegment('Name of the subject; the global mode without one.')

const ModeUpdateRequest = object('ModeUpdateRequest', {
  mode: nullableField(string, 'READWRITE, READONLY, IMPORT or FORWARD, in any case; null clears it.'),
})

export function modeResource(registry: Registry): Resource {
  return {
    path: '/mode',
    routes: [
      route({
        method: 'get',
        path: '/{:subject}',
        name: 'getMode',
        doc: 'The mode that was set.',
        params: { subject },
        query: { defaultToGlobal: flag('Where nothing is set, what is inherited.') },
        door: ({ params }) => scopeDoor('describeConfigs', params.subject),
        answer: async ({ params, query }) => ({ mode: await registry.mode(params.subject, query) }),
      }),
      route({
        method: 'put',
        path: '/{:subject}',
        name: 'updateMode',
        doc: 'Sets the mode; answers the request.',
        params: { subject },
        query: { force: flag('Enter mode IMPORT although there are schemas.') },
        body: ModeUpdateRequest,
        door: ({ params }) => scopeDoor('alterConfigs', params.subject),
        answer: async ({ params, query, body, principal }) => {
          if (body.mode === undefined) throw registryErrors.invalidMode()
          await registry.setMode(params.subject, body.mode, { ...query, actor: principal })
          return body
        },
      }),
      route({
        method: 'delete',
        path: '/{:subject}',
        name: 'deleteMode',
        doc: 'Removes the mode; answers what it was.',
        params: { subject },
        query: { recursive: flag('The modes of all subjects in the context too.') },
        door: ({ params }) => scopeDoor('alterConfigs', params.subject),
        answer: async ({ params, query, principal }) => ({
          mode: await registry.deleteMode(params.subject, { ...query, actor: principal }),
        }),
      }),
    ],
  }
}
