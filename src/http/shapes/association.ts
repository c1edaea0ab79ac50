/** Associations as clients send and see them. */

import {
  type Association as AssociatedSubject,
  type AssociationRequest as AssociationChange,
  type AssociationsRequest as AssociationChanges,
  type AssociationFilter,
  type AssociationsAnswer,
  associationTypes,
  formatSubject,
  lifecycles,
  resourceTypeOf,
} from '../../registry/index.ts'
import { boolean, choice, field, integer, list, long, object, requiredField, string, type ValueOf } from '../shape.ts'
import { RegisterSchemaRequest, registerRequestOf } from './register-schema-request.ts'
import { Schema, versionView } from './schema-view.ts'

const resource = {
  resourceName: 'Name of the resource, as the topic: letters, digits, _ and -.',
  resourceNamespace: 'Where the name is unique: for a topic the id of its cluster.',
  resourceId: 'Identity of the resource; one that is made anew under its name has another.',
  resourceType: '`topic`.',
} as const
const subject = 'Subject that says what the keys or values are.'
const associationType = '`key` or `value`.'
const lifecycle =
  'STRONG: the subject belongs to the resource and ends with it. WEAK: the resource uses a subject of others.'
const frozen = 'Whether it cannot be changed; true for STRONG and false for WEAK where absent.'

export const Association = object('Association', {
  subject: requiredField(string, subject),
  guid: requiredField(string, 'Id of the association: a UUID.'),
  resourceName: requiredField(string, resource.resourceName),
  resourceNamespace: requiredField(string, resource.resourceNamespace),
  resourceId: requiredField(string, resource.resourceId),
  resourceType: requiredField(string, resource.resourceType),
  associationType: requiredField(string, associationType),
  lifecycle: requiredField(string, lifecycle),
  frozen: field(boolean, frozen),
  createTs: requiredField(long, 'When it was made, in milliseconds since 1970.'),
  updateTs: requiredField(long, 'When it was changed last.'),
})

const requestedResource = {
  resourceName: field(string, resource.resourceName),
  resourceNamespace: field(string, resource.resourceNamespace),
  resourceId: field(string, resource.resourceId),
  resourceType: field(string, resource.resourceType),
} as const

const requestedAssociation = {
  subject: field(string, `${subject} A STRONG one has \`:.namespace:name-type\`.`),
  associationType: field(string, `${associationType} \`value\` where absent.`),
  lifecycle: field(string, lifecycle),
  frozen: field(boolean, frozen),
  schema: field(RegisterSchemaRequest, 'Schema to register; it makes the association STRONG.'),
  normalize: field(boolean, 'Normalise the schema first.'),
} as const

export const AssociationsRequest = object('AssociationCreateOrUpdateRequest', {
  ...requestedResource,
  associations: field(list(object('AssociationCreateOrUpdateInfo', requestedAssociation)), 'At most one of each type.'),
})

const AssociationOperation = object('AssociationOp', {
  opType: field(choice('CREATE', 'UPSERT', 'DELETE'), 'What to do; CREATE where absent.'),
  ...requestedAssociation,
  cascadeLifecycle: field(boolean, 'DELETE: frozen ones and the subjects of STRONG ones too.'),
})

export const AssociationBatchRequest = object('AssociationBatchRequest', {
  requests: field(
    list(
      object('AssociationOpRequest', {
        ...requestedResource,
        associations: field(list(AssociationOperation), 'At most one of each type.'),
      }),
    ),
    'One for each resource; each is done whole or not at all.',
  ),
})

const AssociationGetRequest = object('AssociationGetRequest', {
  ...requestedResource,
  associationTypes: field(list(choice(...associationTypes)), 'Only these; all where empty.'),
  lifecycle: field(choice(...lifecycles), 'Only these.'),
})

export const AssociationBatchGetRequest = object('AssociationBatchGetRequest', {
  requests: field(list(AssociationGetRequest), 'One for each resource.'),
})

const AssociationInfo = object('AssociationInfo', {
  subject: requiredField(string, subject),
  associationType: requiredField(string, associationType),
  lifecycle: requiredField(string, lifecycle),
  frozen: field(boolean, frozen),
  schema: field(
    Schema,
    'The version that the schema of the request is, or the latest one where schemas were asked for.',
  ),
})

export const AssociationResponse = object('AssociationResponse', {
  resourceName: requiredField(string, resource.resourceName),
  resourceNamespace: requiredField(string, resource.resourceNamespace),
  resourceId: field(string, resource.resourceId),
  resourceType: requiredField(string, resource.resourceType),
  associations: field(list(AssociationInfo), 'Absent in a dry run.'),
})

const ErrorMessage = object('ErrorMessage', {
  error_code: requiredField(integer, 'Code of the error.'),
  message: requiredField(string, 'What is wrong.'),
})

export const AssociationResult = object('AssociationResult', {
  result: field(AssociationResponse, 'What became of the request.'),
  error: field(ErrorMessage, 'Why nothing did.'),
})

export const AssociationBatchResponse = object('AssociationBatchResponse', {
  results: requiredField(list(AssociationResult), 'One for each request, in their order.'),
})

export function associationView(association: AssociatedSubject): ValueOf<typeof Association, undefined> {
  const { guid, resourceName, resourceNamespace, resourceId, resourceType, createdAt, updatedAt } = association
  return {
    guid,
    resourceName,
    resourceNamespace,
    resourceId,
    resourceType,
    ...subjectView(association),
    createTs: createdAt,
    updateTs: updatedAt,
  }
}

export function associationsView(answer: AssociationsAnswer): ValueOf<typeof AssociationResponse, undefined> {
  const { resourceName, resourceNamespace, resourceId, resourceType, associations } = answer
  const shown = associations?.map(({ schema, ...association }) => ({
    ...subjectView(association),
    ...(schema && { schema: versionView(schema) }),
  }))
  return {
    resourceName,
    resourceNamespace,
    ...(resourceId !== '' && { resourceId }),
    resourceType,
    ...(shown && shown.length > 0 && { associations: shown }),
  }
}

type RequestBody = ValueOf<typeof AssociationsRequest>

export function associationsRequestOf(
  body: RequestBody,
  opType: NonNullable<AssociationChange['opType']>,
): AssociationChanges {
  const associations = body.associations?.map(({ schema, ...association }) => ({
    opType,
    ...association,
    ...(schema && { schema: registerRequestOf(schema) }),
  }))
  return { ...body, associations }
}

export function associationsFilterOf(body: ValueOf<typeof AssociationGetRequest>): AssociationFilter {
  const { associationTypes, resourceType, ...filter } = body
  return {
    ...filter,
    resourceType: resourceTypeOf(resourceType),
    ...(associationTypes?.length && { associationTypes }),
  }
}

/** `frozen` only where it is not what the lifecycle says. */
function subjectView(association: AssociatedSubject) {
  const { associationType, lifecycle, frozen } = association
  const usual = lifecycle === 'STRONG'
  return { subject: formatSubject(association), associationType, lifecycle, ...(frozen !== usual && { frozen }) }
}
