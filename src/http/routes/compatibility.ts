/** /compatibility: would this schema be let in? Nothing is written. */

import type { CompatibilityAnswer, Registry } from '../../registry/index.ts'
import { subjectDoor } from '../door.ts'
import { flag, optionalSegment, segment } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import { RegisterSchemaRequest, registerRequestOf } from '../shapes/register-schema-request.ts'

export function compatibilityResource(registry: Registry): Resource {
  return {
    path: '/compatibility/subjects',
    routes: [
      route({
        method: 'post',
        path: '/:subject/versions{/:version}',
        name: 'testCompatibility',
        doc: 'Checks a schema against one version, or against all that the level asks for.',
        params: {
          subject: segment('Name of the subject.'),
          version: optionalSegment('Number of the version, `latest`, or -1 for the same.'),
        },
        query: { normalize: flag('Normalise the schema first.'), verbose: flag('The reasons too.') },
        body: RegisterSchemaRequest,
        door: ({ params }) => subjectDoor('read', params.subject),
        answer: async ({ params, query, body }) =>
          answerView(
            await registry.checkCompatibility(params.subject, params.version, registerRequestOf(body), query),
            query,
          ),
      }),
    ],
    resolveSubject: (name) => registry.resolveAlias(name),
  }
}

function answerView({ isCompatible, messages }: CompatibilityAnswer, { verbose }: { verbose: boolean }): object {
  return { is_compatible: isCompatible, ...(verbose && { messages }) }
}
