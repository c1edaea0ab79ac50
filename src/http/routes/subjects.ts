/** /subjects: names, versions, registration, lookup and deletion. */

import type { Registry } from '../../registry/index.ts'
import { json, schemaRefusals, text as textAnswer } from '../answers.ts'
import { clusterDoor, subjectDoor } from '../door.ts'
import { asOf, flag, page, presentation, segment, text, texts } from '../parameter.ts'
import { type Resource, type Route, route } from '../route.ts'
import { integer, list, string } from '../shape.ts'
import {
  RegisterSchemaRequest,
  registerRequestOf,
  TagSchemaRequest,
  tagRequestOf,
} from '../shapes/register-schema-request.ts'
import { RegisterSchemaResponse, registrationView, Schema, versionView } from '../shapes/schema-view.ts'

const subject = segment('Name of the subject; `:.ctx:name` outside the default context.')
const version = segment('Number of the version, `latest`, or -1 for the same.')
const deleted = flag('Soft-deleted versions too.')
const deletedOnly = flag('Only what is soft-deleted.')
const normalize = flag('Normalise the schema first.')
const permanent = flag('Delete for good what is soft-deleted already.')
const { format } = presentation
const registrationRefusals = [
  'invalidRuleSet',
  'invalidSubject',
  'readOnlyMode',
  'notImportMode',
  'notReadWriteMode',
  'autoRegisterOff',
  ...schemaRefusals,
  'incompatibleSchema',
  'versionNotNext',
  'schemaIdTaken',
  'autoRegisterOff',
  'invalidProvenance',
] as const
const versionRefusals = ['subjectNotFound', 'versionNotFound', 'invalidVersion'] as const

export function subjectsResource(registry: Registry): Resource {
  return {
    path: '/subjects',
    title: 'Subjects',
    doc: 'Names, versions, registration, lookup and deletion.',
    routes: [...subjectRoutes(registry), ...versionRoutes(registry), ...deletionRoutes(registry)],
    resolveSubject: (name) => registry.resolveAlias(name),
  }
}

function subjectRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'get',
      path: '/',
      name: 'listSubjects',
      doc: 'Names of subjects, sorted.',
      query: {
        subjectPrefix: text('Start of the name; `:*:` and `:.ctx:` choose contexts.', ':*:'),
        deleted: flag('Subjects too whose every version is soft-deleted.'),
        deletedOnly,
        asOf,
        ...page,
      },
      answers: json(list(string)),
      refusals: ['invalidAsOf'],
      door: () => clusterDoor('describe'),
      answer: ({ query: { subjectPrefix, ...query } }) => registry.subjects({ ...query, prefix: subjectPrefix }),
    }),
    route({
      method: 'post',
      path: '/:subject',
      name: 'lookUpSchema',
      doc: 'The version of the subject that has this schema.',
      params: { subject },
      query: { normalize, deleted, format },
      body: RegisterSchemaRequest,
      answers: json(Schema),
      refusals: ['subjectNotFound', 'schemaNotFound', ...schemaRefusals],
      freshness: 'unsaid',
      door: ({ params }) => subjectDoor('read', params.subject),
      answer: async ({ params, query, body }) =>
        versionView(await registry.lookup(params.subject, registerRequestOf(body), query)),
    }),
    route({
      method: 'get',
      path: '/:subject/metadata',
      name: 'getLatestWithMetadata',
      doc: 'The highest version whose metadata has all these properties.',
      params: { subject },
      query: {
        key: texts('Name of a property.'),
        value: texts('Value of the property at the same place.'),
        deleted,
        format,
      },
      answers: json(Schema),
      refusals: ['subjectNotFound', 'schemaNotFound'],
      freshness: 'checked',
      door: ({ params }) => subjectDoor('read', params.subject),
      answer: async ({ params, query: { key, value, ...query } }) => {
        const properties = Object.fromEntries(key.map((name, index) => [name, value[index] ?? '']))
        return versionView(await registry.versionWithMetadata(params.subject, properties, query))
      },
    }),
  ]
}

function versionRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'get',
      path: '/:subject/versions',
      name: 'listVersions',
      doc: 'Numbers of the versions, ascending.',
      params: { subject },
      query: { deleted, deletedOnly, deletedAsNegative: flag('Soft-deleted versions as -n.'), asOf, ...page },
      answers: json(list(integer)),
      refusals: ['subjectNotFound', 'invalidAsOf'],
      freshness: 'checked',
      door: ({ params }) => subjectDoor('describe', params.subject),
      answer: ({ params, query }) => registry.versions(params.subject, query),
    }),
    route({
      method: 'post',
      path: '/:subject/versions',
      name: 'register',
      doc: 'Registers a schema; the same schema again is the same version.',
      params: { subject },
      query: { normalize, format, force: flag('Without a check of compatibility.') },
      body: RegisterSchemaRequest,
      answers: json(RegisterSchemaResponse),
      refusals: registrationRefusals,
      door: ({ params }) => subjectDoor('write', params.subject),
      answer: async ({ params, query, body, writer }) =>
        registrationView(await registry.register(params.subject, registerRequestOf(body), { ...query, ...writer })),
    }),
    route({
      method: 'post',
      path: '/:subject/versions/:version/tags',
      name: 'tagVersion',
      doc: 'Registers the version anew with other tags, metadata or rules.',
      params: { subject, version },
      body: TagSchemaRequest,
      answers: json(RegisterSchemaResponse),
      refusals: [...versionRefusals, ...registrationRefusals],
      door: ({ params }) => subjectDoor('write', params.subject),
      answer: async ({ params, body, writer }) =>
        registrationView(await registry.tagVersion(params.subject, params.version, tagRequestOf(body), writer)),
    }),
    route({
      method: 'get',
      path: '/:subject/versions/:version',
      name: 'getVersion',
      doc: 'One version with its schema.',
      params: { subject, version },
      query: { deleted, asOf, ...presentation },
      answers: json(Schema),
      refusals: [...versionRefusals, 'invalidAsOf'],
      freshness: 'checked',
      door: ({ params }) => subjectDoor('read', params.subject),
      answer: async ({ params, query }) => versionView(await registry.version(params.subject, params.version, query)),
    }),
    route({
      method: 'get',
      path: '/:subject/versions/:version/schema',
      name: 'getVersionText',
      doc: 'The text of the schema, as it is.',
      params: { subject, version },
      query: { deleted, asOf, format },
      answers: textAnswer('The schema.'),
      refusals: [...versionRefusals, 'invalidAsOf'],
      freshness: 'checked',
      door: ({ params }) => subjectDoor('read', params.subject),
      answer: async ({ params, query }) => (await registry.version(params.subject, params.version, query)).schema,
    }),
    route({
      method: 'get',
      path: '/:subject/versions/:version/referencedby',
      name: 'listReferrers',
      doc: 'Ids of the schemas that refer to this version, sorted.',
      params: { subject, version },
      query: { deleted: flag('Referrers too that are soft-deleted.'), ...page },
      answers: json(list(integer)),
      refusals: versionRefusals,
      freshness: 'checked',
      door: ({ params }) => subjectDoor('describe', params.subject),
      answer: ({ params, query }) => registry.referencedBy(params.subject, params.version, query),
    }),
  ]
}

function deletionRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'delete',
      path: '/:subject',
      name: 'deleteSubject',
      doc: 'Deletes all versions; answers their numbers.',
      params: { subject },
      query: { permanent },
      answers: json(list(integer)),
      refusals: [
        'subjectNotFound',
        'subjectSoftDeleted',
        'readOnlyMode',
        'associationOfSubjectExists',
        'referenceExists',
        'subjectNotSoftDeleted',
      ],
      door: ({ params }) => subjectDoor('delete', params.subject),
      answer: ({ params, query, writer }) => registry.deleteSubject(params.subject, { ...query, ...writer }),
    }),
    route({
      method: 'delete',
      path: '/:subject/versions/:version',
      name: 'deleteVersion',
      doc: 'Deletes one version; answers its number.',
      params: { subject, version },
      query: { permanent },
      answers: json(integer),
      refusals: [
        ...versionRefusals,
        'versionSoftDeleted',
        'readOnlyMode',
        'noActiveVersion',
        'referenceExists',
        'versionNotSoftDeleted',
      ],
      door: ({ params }) => subjectDoor('delete', params.subject),
      answer: ({ params, query, writer }) =>
        registry.deleteVersion(params.subject, params.version, { ...query, ...writer }),
    }),
  ]
}
