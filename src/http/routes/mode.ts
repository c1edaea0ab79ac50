/** /mode: whether the registry, or one subject, may be written. */

import { modes, type Registry, registryErrors } from '../../registry/index.ts'
import { json } from '../answers.ts'
import { scopeDoor } from '../door.ts'
import { asOf, flag, optionalSegment } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import { choice, field, nullableField, object, string } from '../shape.ts'

const subject = optionalSegment('Name of the subject; the global mode without one.')

const ModeUpdateRequest = object('ModeUpdateRequest', {
  mode: nullableField(string, 'READWRITE, READONLY, IMPORT or FORWARD, in any case; null clears it.'),
})

const Mode = object('Mode', {
  mode: field(choice(...modes), 'The mode.'),
})

export function modeResource(registry: Registry): Resource {
  return {
    path: '/mode',
    title: 'Mode',
    doc: 'Whether the registry, a context (`:.ctx:`), or one subject may be written.',
    routes: [
      route({
        method: 'get',
        path: '/{:subject}',
        name: 'getMode',
        doc: 'The mode that was set.',
        params: { subject },
        query: { defaultToGlobal: flag('Where nothing is set, what is inherited.'), asOf },
        answers: json(Mode),
        refusals: ['modeNotFound', 'invalidAsOf'],
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
        answers: json(ModeUpdateRequest, 'The request as it was sent.'),
        refusals: ['invalidSubject', 'invalidMode', 'forwardModeNotGlobal', 'importScopeNotEmpty', 'referenceExists'],
        door: ({ params }) => scopeDoor('alterConfigs', params.subject),
        answer: async ({ params, query, body, writer }) => {
          if (body.mode === undefined) throw registryErrors.invalidMode()
          await registry.setMode(params.subject, body.mode, { ...query, ...writer })
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
        answers: json(Mode, 'The mode that was removed; nothing where none was set.'),
        refusals: ['subjectNotFound', 'modesFixed'],
        door: ({ params }) => scopeDoor('alterConfigs', params.subject),
        answer: async ({ params, query, writer }) => ({
          mode: await registry.deleteMode(params.subject, { ...query, ...writer }),
        }),
      }),
    ],
  }
}
