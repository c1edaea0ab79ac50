/** /schemalog/v1/subjects: versions with all that is known of them. */

import type { Registry } from '../../registry/index.ts'
import { json } from '../answers.ts'
import { subjectDoor } from '../door.ts'
import { flag, segment } from '../parameter.ts'
import { type Resource, route } from '../route.ts'
import { list } from '../shape.ts'
import { VersionDetails, VersionSummary, versionDetailsView, versionSummaryView } from '../shapes/version-details.ts'

const subject = segment('Name of the subject; `:.ctx:name` outside the default context.')
const deleted = flag('Soft-deleted versions too.')

export function versionsResource(registry: Registry): Resource {
  return {
    path: '/schemalog/v1/subjects',
    title: 'Versions in detail',
    doc: 'Who registered a version, from which commit and run, and who refers to it.',
    resolveSubject: (name) => registry.resolveAlias(name),
    routes: [
      route({
        method: 'get',
        path: '/:subject/versions',
        name: 'listVersionSummaries',
        doc: 'The versions of a subject with who registered them and from where, ascending, without the schemas.',
        params: { subject },
        query: { deleted },
        answers: json(list(VersionSummary)),
        refusals: ['subjectNotFound'],
        door: ({ params }) => subjectDoor('describe', params.subject),
        answer: async ({ params, query }) =>
          (await registry.versionSummaries(params.subject, query)).map(versionSummaryView),
      }),
      route({
        method: 'get',
        path: '/:subject/versions/:version',
        name: 'getVersionDetails',
        doc: 'One version with all that is known of it.',
        params: { subject, version: segment('Number of the version, `latest`, or -1 for the same.') },
        query: { deleted },
        answers: json(VersionDetails),
        refusals: ['subjectNotFound', 'versionNotFound', 'invalidVersion'],
        door: ({ params }) => subjectDoor('read', params.subject),
        answer: async ({ params, query }) =>
          versionDetailsView(await registry.versionDetails(params.subject, params.version, query)),
      }),
    ],
  }
}
