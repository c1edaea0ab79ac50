/** /compatibility: would this schema be let in? Nothing is written. */

import { type CompatibilityAnswer, compatibilityLevels, type Registry } from '../../registry/index.ts'
import { json, schemaRefusals } from '../answers.ts'
import { subjectDoor } from '../door.ts'
import { choice, flag, optionalSegment, segment } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import type { ValueOf } from '../shape.ts'
import {
  CompatibilityCheckResponse,
  CompatibilityExplanation,
  explanationView,
  findingView,
} from '../shapes/compatibility.ts'
import { RegisterSchemaRequest, registerRequestOf } from '../shapes/register-schema-request.ts'

export function compatibilityResource(registry: Registry): Resource {
  return {
    path: '/compatibility/subjects',
    title: 'Compatibility',
    doc: 'Would this schema be let in? Nothing is written.',
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
        answers: json(CompatibilityCheckResponse),
        freshness: 'unsaid',
        refusals: ['versionNotFound', 'invalidVersion', ...schemaRefusals],
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

/** No other registry says what mends it. */
export function explanationResource(registry: Registry): Resource {
  return {
    path: '/schemalog/v1/compatibility/subjects',
    title: 'Explanations',
    doc: 'Why a schema would not be let in, which record would break, and the edit that mends it.',
    routes: [
      route({
        method: 'post',
        path: '/:subject/versions{/:version}',
        name: 'explainCompatibility',
        doc: 'Checks a schema as registration would, or under another level, and explains every finding. Fixes and records have been tried.',
        params: {
          subject: segment('Name of the subject.'),
          version: optionalSegment(
            'Number of the version, `latest`, or -1 for the same; all that the level asks for where absent.',
          ),
        },
        query: {
          normalize: flag('Normalise the schema first.'),
          level: choice(compatibilityLevels, 'Level to check under; that of the subject where absent.'),
        },
        body: RegisterSchemaRequest,
        answers: json(CompatibilityExplanation),
        freshness: 'unsaid',
        refusals: ['versionNotFound', 'invalidVersion', ...schemaRefusals],
        door: ({ params }) => subjectDoor('read', params.subject),
        answer: async ({ params, query, body }) =>
          explanationView(
            await registry.explainCompatibility(params.subject, params.version, registerRequestOf(body), query),
          ),
      }),
    ],
    resolveSubject: (name) => registry.resolveAlias(name),
  }
}

/** Beside the reference's messages go our findings, which say the same to people and programs. */
function answerView(
  { isCompatible, messages, findings }: CompatibilityAnswer,
  { verbose }: { verbose: boolean },
): ValueOf<typeof CompatibilityCheckResponse, undefined> {
  return { is_compatible: isCompatible, ...(verbose && { messages, findings: findings.map(findingView) }) }
}
