/** /schemalog/v1/registrations: several schemas, all or nothing, or only what would come of it. */

import { type Registry, readProvenance } from '../../registry/index.ts'
import { OwnAnswer, own } from '../answers.ts'
import { clusterDoor, subjectDoor } from '../door.ts'
import { flag, text } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import {
  batchRequestsOf,
  batchView,
  RegistrationsAnswer,
  RegistrationsRefusal,
  RegistrationsRequest,
  refusalView,
} from '../shapes/registration.ts'

const contentType = 'application/json'

export function registrationsResource(registry: Registry): Resource {
  return {
    path: '/schemalog/v1/registrations',
    title: 'Registrations',
    doc: 'Several schemas over several subjects and contexts: either all are registered or none. No other registry has this.',
    routes: [
      route({
        method: 'post',
        path: '/',
        name: 'registerAll',
        doc: 'Registers schemas together, on purpose: also where clients may not register on their own. References between them are put in order. With dryRun=true the answer is the same and nothing is written.',
        query: {
          context: text('Context of subjects whose names do not say one.'),
          dryRun: flag('Only tell what would come of it: ids, versions, findings, changes. Always 200.'),
          normalize: flag('Normalise the schemas first.'),
          force: flag('Without a check of compatibility.'),
        },
        body: RegistrationsRequest,
        answers: own({
          200: { contentType, shape: RegistrationsAnswer, doc: 'All are registered; or this is a dry run.' },
          422: { contentType, shape: RegistrationsRefusal, doc: 'None is registered, because some cannot be.' },
        }),
        refusals: [
          'nothingRegistered',
          'batchTooLarge',
          'duplicateSubject',
          'circularReferences',
          'referenceNowhere',
          'invalidProvenance',
          'invalidSubject',
        ],
        door: () => clusterDoor('describe'),
        answer: async ({ query, body, writer, pass }) => {
          const requests = batchRequestsOf(body, query.context)
          for (const { subject } of requests) pass(subjectDoor('write', await registry.resolveAlias(subject)))
          const provenance = readProvenance(body.provenance ?? {}) ?? writer.provenance
          const answer = await registry.registerAll(requests, { ...query, ...writer, provenance })
          const [status, view] =
            answer.registered || query.dryRun ? [200, batchView(answer, query.dryRun)] : [422, refusalView(answer)]
          return new OwnAnswer(status, contentType, JSON.stringify(view))
        },
      }),
    ],
  }
}
