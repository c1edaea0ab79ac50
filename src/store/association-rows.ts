/** Rows of the table of associations, and what they mean. */

import type { Association, AssociationFilter } from '../registry/index.ts'
import { wholeNumber } from './rows.ts'

export interface AssociationRow {
  guid: string
  resource_type: string
  resource_id: string
  resource_namespace: string
  resource_name: string
  association_type: string
  context: string
  subject: string
  lifecycle: string
  /** 0 or 1 where a database has no booleans. */
  frozen: boolean | number
  created_at: number | string
  updated_at: number | string
}

/** What a row says is what we wrote there, so its words are of the types that went in. */
export function toAssociation(row: AssociationRow): Association {
  return {
    guid: row.guid,
    resourceType: row.resource_type as Association['resourceType'],
    resourceId: row.resource_id,
    resourceNamespace: row.resource_namespace,
    resourceName: row.resource_name,
    associationType: row.association_type as Association['associationType'],
    context: row.context,
    subject: row.subject,
    lifecycle: row.lifecycle as Association['lifecycle'],
    frozen: Boolean(row.frozen),
    createdAt: wholeNumber(row.created_at),
    updatedAt: wholeNumber(row.updated_at),
  }
}

export function fromAssociation(association: Association): AssociationRow {
  return {
    guid: association.guid,
    resource_type: association.resourceType,
    resource_id: association.resourceId,
    resource_namespace: association.resourceNamespace,
    resource_name: association.resourceName,
    association_type: association.associationType,
    context: association.context,
    subject: association.subject,
    lifecycle: association.lifecycle,
    frozen: association.frozen,
    created_at: association.createdAt,
    updated_at: association.updatedAt,
  }
}

/** The columns that a filter by resource names, where it does. */
export function fromResource(filter: AssociationFilter): Partial<AssociationRow> {
  const columns = {
    resource_type: filter.resourceType,
    resource_id: filter.resourceId,
    resource_namespace: filter.resourceNamespace,
    resource_name: filter.resourceName,
    lifecycle: filter.lifecycle,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
