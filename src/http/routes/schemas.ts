/** /schemas: by id, by guid, and the list of all. */

import {
  type AssociatedOption,
  associationTypes,
  lifecycles,
  type Registry,
  resourceTypes,
} from '../../registry/index.ts'
import { json, text as textAnswer } from '../answers.ts'
import { type Door, scopeDoor } from '../door.ts'
import {
  choice,
  choices,
  flag,
  integer,
  type ParameterValues,
  page,
  presentation,
  segment,
  text,
} from '../parameter.ts'
import { type Resource, type Route, route } from '../route.ts'
import { list, string } from '../shape.ts'
import { ExtendedSchema, listedView } from '../shapes/listed-schema.ts'
import {
  ContextId,
  contentView,
  SchemaContent,
  SchemaString,
  SubjectVersion,
  schemaByIdView,
} from '../shapes/schema-view.ts'

const id = integer('Id of the schema.')
const guid = segment('Guid of the schema: a UUID, or its 32 hex digits.')
const subject = text('Subject in whose context the id is; the default context where absent.')
const deleted = flag('Uses by soft-deleted versions too.')

export function schemasResource(registry: Registry): Resource {
  return {
    path: '/schemas',
    title: 'Schemas',
    doc: 'Schemas by id and by guid, and the list of all.',
    routes: [...idRoutes(registry), ...guidRoutes(registry), ...listRoutes(registry)],
    resolveSubject: (name) => (name === '' ? Promise.resolve(name) : registry.resolveAliasOfId(name)),
  }
}

function idRoutes(registry: Registry): Route[] {
  const door = ({ query }: { query: { subject: string } }): Door => scopeDoor('read', query.subject)
  return [
    route({
      method: 'get',
      path: '/ids/:id',
      name: 'getSchemaById',
      doc: 'The schema that has this id.',
      params: { id },
      query: { subject, ...presentation, fetchMaxId: flag('The highest id of the context too.') },
      answers: json(SchemaString),
      refusals: ['schemaNotFound'],
      freshness: 'checked',
      door,
      answer: async ({ params, query }) => schemaByIdView(await registry.schemaById(params.id, query)),
    }),
    route({
      method: 'get',
      path: '/ids/:id/schema',
      name: 'getSchemaTextById',
      doc: 'The text of the schema that has this id, as it is.',
      params: { id },
      query: { subject, format: presentation.format },
      answers: textAnswer('The schema.'),
      refusals: ['schemaNotFound'],
      freshness: 'checked',
      door,
      answer: async ({ params, query }) => (await registry.schemaById(params.id, query)).schema,
    }),
    route({
      method: 'get',
      path: '/ids/:id/subjects',
      name: 'listSubjectsOfId',
      doc: 'Subjects that use this schema.',
      params: { id },
      query: { subject, deleted, ...page },
      answers: json(list(string)),
      refusals: ['schemaNotFound'],
      freshness: 'checked',
      door,
      answer: ({ params, query }) => registry.subjectsOfId(params.id, query),
    }),
    route({
      method: 'get',
      path: '/ids/:id/versions',
      name: 'listVersionsOfId',
      doc: 'Subjects and versions that use this schema.',
      params: { id },
      query: { subject, deleted, ...page },
      answers: json(list(SubjectVersion)),
      refusals: ['schemaNotFound'],
      freshness: 'checked',
      door,
      answer: ({ params, query }) => registry.versionsOfId(params.id, query),
    }),
  ]
}

function guidRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'get',
      path: '/guids/:guid',
      name: 'getSchemaByGuid',
      doc: 'The schema that has this guid.',
      params: { guid },
      query: { format: presentation.format },
      answers: json(SchemaContent),
      refusals: ['schemaNotFound'],
      freshness: 'checked',
      door: () => scopeDoor('read', undefined),
      answer: async ({ params, query }) => contentView(await registry.schemaByGuid(params.guid, query)),
    }),
    route({
      method: 'get',
      path: '/guids/:guid/ids',
      name: 'listIdsOfGuid',
      doc: 'Ids of the schema in each context that has it.',
      params: { guid },
      answers: json(list(ContextId)),
      freshness: 'checked',
      door: () => scopeDoor('read', undefined),
      answer: ({ params }) => registry.idsOfGuid(params.guid),
    }),
  ]
}

function listRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'get',
      path: '/types',
      name: 'listSchemaTypes',
      doc: 'Types of schema that can be registered.',
      answers: json(list(string)),
      door: () => scopeDoor('describe', undefined),
      answer: () => registry.types(),
    }),
    route({
      method: 'get',
      path: '/',
      name: 'listSchemas',
      doc: 'Versions with their schemas, sorted by subject and version.',
      query: {
        subjectPrefix: text(
          'Start of the subject; `:*:` and `:.ctx:` choose contexts, without them it is the default one.',
        ),
        deleted: flag('Soft-deleted versions too.'),
        latestOnly: flag('Only the last version of each subject.'),
        ruleType: text('Only schemas with a rule of this type.'),
        aliases: flag('Also subjects that an alias of this prefix stands for, and the aliases of each.'),
        ...associationFilter,
        ...page,
      },
      answers: json(list(ExtendedSchema)),
      refusals: ['listTooLarge'],
      door: () => scopeDoor('read', undefined),
      answer: async ({ query: { subjectPrefix, resourceType, associationType, lifecycle, ...query } }) => {
        const associated = associatedOption({ resourceType, associationType, lifecycle })
        return (await registry.schemas({ ...query, prefix: subjectPrefix, associated })).map(listedView)
      },
    }),
  ]
}

const associationFilter = {
  resourceType: choice(resourceTypes, 'Only subjects with an association to a resource of this type:'),
  associationType: choices(associationTypes, 'Only subjects with an association of these types:'),
  lifecycle: choices([...lifecycles, 'NONE'], 'Only subjects with such an association; NONE: those without one too:'),
} as const

function associatedOption({
  resourceType,
  associationType,
  lifecycle,
}: ParameterValues<typeof associationFilter>): AssociatedOption | undefined {
  if (!resourceType && associationType.length === 0 && lifecycle.length === 0) return undefined
  const wanted = lifecycle.filter((choice) => choice !== 'NONE')
  return {
    resourceType,
    associationTypes: associationType.length > 0 ? associationType : undefined,
    lifecycle: wanted.length === 1 ? wanted[0] : undefined,
    orNone: lifecycle.includes('NONE'),
  }
}
