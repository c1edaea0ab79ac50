/** /associations: which subjects say what the keys and values of a resource are, such as a topic. */

import {
  type AssociationsAnswer,
  type AssociationsQuery,
  associationTypes,
  lifecycles,
  type Registry,
  RegistryError,
  registryErrors,
  resourceTypes,
} from '../../registry/index.ts'
import { json, nothing, schemaRefusals } from '../answers.ts'
import { type Door, scopeDoor, subjectDoor } from '../door.ts'
import { statusOf } from '../error-handler.ts'
import { choice, choices, flag, type ParameterValues, page, segment, text } from '../parameter.ts'
import { type Resource, type Route, route } from '../route.ts'
import { list, type ValueOf } from '../shape.ts'
import {
  Association,
  AssociationBatchGetRequest,
  AssociationBatchRequest,
  AssociationBatchResponse,
  AssociationResponse,
  type AssociationResult,
  AssociationsRequest,
  associationsFilterOf,
  associationsRequestOf,
  associationsView,
  associationView,
} from '../shapes/association.ts'

const title = 'Associations'
const doc = 'Which subjects say what the keys and values of a resource are, such as a topic.'

const filter = {
  resourceType: choice(resourceTypes, 'Only resources of this type:'),
  associationType: choices(associationTypes, 'Only associations of these types:'),
  lifecycle: choice(lifecycles, 'Only these:'),
} as const
const writing = {
  context: text('Context of subjects whose names do not say one.'),
  dryRun: flag('Check everything and write nothing.'),
} as const
const changeRefusals = [
  'associationNotFound',
  'associationOfResourceExists',
  'associationOfSubjectExists',
  'strongAssociationExists',
  'noActiveVersion',
  'associationFrozen',
  'invalidAssociation',
  'invalidSubject',
  'readOnlyMode',
  'notImportMode',
  'notReadWriteMode',
  'subjectNotReferable',
  'referenceExists',
  'incompatibleSchema',
  'invalidRuleSet',
  'schemaIdTaken',
  'versionNotNext',
  ...schemaRefusals,
] as const
/** Wildcard in the path of a resource. */
const any = '-'
const maxBatchRequests = 1000

export function associationsResource(registry: Registry): Resource {
  return { path: '/associations', title, doc, routes: [...listRoutes(registry), ...changeRoutes(registry)] }
}

/** The colon belongs to the path: these are the batches of the reference. */
export function associationBatchesResource(registry: Registry): Resource {
  return { path: '/', title, doc, routes: batchRoutes(registry) }
}

const readDoor = (): Door => scopeDoor('read', undefined)
const writeDoor = (): Door => scopeDoor('write', undefined)

function listRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'get',
      path: '/subjects/:subject',
      name: 'listAssociationsOfSubject',
      doc: 'Associations of a subject.',
      params: { subject: segment('Name of the subject.') },
      query: { ...filter, ...page },
      answers: json(list(Association)),
      door: ({ params }) => subjectDoor('read', params.subject),
      answer: async ({ params, query }) =>
        (await registry.associations({ ...queryOf(query), subject: params.subject })).map(associationView),
    }),
    route({
      method: 'get',
      path: '/resources/:resourceId',
      name: 'listAssociationsOfResource',
      doc: 'Associations of a resource.',
      params: { resourceId: segment('Id of the resource.') },
      query: { ...filter, ...page },
      answers: json(list(Association)),
      door: readDoor,
      answer: async ({ params, query }) =>
        (await registry.associations({ ...queryOf(query), ...params })).map(associationView),
    }),
    route({
      method: 'get',
      path: '/resources/:resourceNamespace/:resourceName',
      name: 'listAssociationsByName',
      doc: 'Associations of the resources that have this name.',
      params: {
        resourceNamespace: segment('Namespace of the resource; `-` for any.'),
        resourceName: segment('Name of the resource; `-` for any.'),
      },
      query: { ...filter, ...page },
      answers: json(list(Association)),
      door: readDoor,
      answer: async ({ params, query }) => {
        const named = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== any))
        return (await registry.associations({ ...queryOf(query), ...named })).map(associationView)
      },
    }),
  ]
}

function changeRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'post',
      path: '/',
      name: 'createAssociation',
      doc: 'Creates associations of one resource: all, or none.',
      query: writing,
      body: AssociationsRequest,
      answers: json(AssociationResponse),
      refusals: changeRefusals,
      door: writeDoor,
      answer: async ({ body, query, writer }) =>
        associationsView(
          await registry.changeAssociations(associationsRequestOf(body, 'CREATE'), { ...query, ...writer }),
        ),
    }),
    route({
      method: 'put',
      path: '/resources/:resourceId',
      name: 'upsertAssociation',
      doc: 'Creates or changes associations of one resource: all, or none.',
      params: { resourceId: segment('Id of the resource; the same as in the body, where it is there too.') },
      query: writing,
      body: AssociationsRequest,
      answers: json(AssociationResponse),
      refusals: changeRefusals,
      door: writeDoor,
      answer: async ({ params: { resourceId }, body, query, writer }) => {
        if (body.resourceId && body.resourceId !== resourceId)
          throw registryErrors.invalidAssociation('resourceId', `the path says '${resourceId}'`)
        const request = associationsRequestOf({ ...body, resourceId }, 'UPSERT')
        return associationsView(await registry.changeAssociations(request, { ...query, ...writer }))
      },
    }),
    route({
      method: 'delete',
      path: '/resources/:resourceId',
      name: 'deleteAssociations',
      doc: 'Ends associations of a resource.',
      params: { resourceId: segment('Id of the resource.') },
      query: {
        resourceType: filter.resourceType,
        associationType: filter.associationType,
        cascadeLifecycle: flag('Frozen ones too; the subjects of STRONG ones are soft-deleted.'),
        dryRun: writing.dryRun,
      },
      answers: nothing,
      refusals: ['associationNotFound', 'associationFrozen', 'readOnlyMode', 'referenceExists'],
      door: writeDoor,
      answer: ({ params, query: { associationType, ...query }, writer }) =>
        registry.endAssociations(params.resourceId, { ...query, associationTypes: associationType, ...writer }),
    }),
  ]
}

function batchRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'post',
      path: '/associations\\:batchGet',
      name: 'getAssociations',
      doc: 'Associations of several resources.',
      query: { includeSchemas: flag('The latest version of each subject too.') },
      body: AssociationBatchGetRequest,
      answers: json(AssociationBatchResponse, 'A result for each request.', 207),
      refusals: ['invalidAssociation'],
      door: readDoor,
      answer: ({ body, query }) =>
        batch(body.requests, (request) =>
          registry.associationsOf(associationsFilterOf(request), { schemas: query.includeSchemas }),
        ),
    }),
    route({
      method: 'post',
      path: '/associations\\:batchMutate',
      name: 'changeAssociations',
      doc: 'Creates, changes and ends associations of several resources; those of each all, or none.',
      query: writing,
      body: AssociationBatchRequest,
      answers: json(AssociationBatchResponse, 'A result for each request.', 207),
      refusals: ['invalidAssociation'],
      door: writeDoor,
      answer: ({ body, query, writer }) =>
        batch(body.requests, (request) =>
          registry.changeAssociations(associationsRequestOf(request, 'CREATE'), { ...query, ...writer }),
        ),
    }),
  ]
}

function queryOf({ associationType, ...query }: ParameterValues<typeof filter & typeof page>): AssociationsQuery {
  return { ...query, associationTypes: associationType.length > 0 ? associationType : undefined }
}

/** One result for each request; a database that is out of reach is no answer to any of them. */
async function batch<Request>(
  requests: readonly Request[] = [],
  answer: (request: Request) => Promise<AssociationsAnswer>,
) {
  if (requests.length > maxBatchRequests)
    throw registryErrors.invalidAssociation('requests', `there may be ${maxBatchRequests} at most`)
  const results: ValueOf<typeof AssociationResult, undefined>[] = []
  for (const request of requests)
    try {
      results.push({ result: associationsView(await answer(request)) })
    } catch (error) {
      if (!(error instanceof RegistryError) || statusOf(error) >= 500) throw error
      results.push({ error: { error_code: error.code, message: error.message } })
    }
  return { results }
}
