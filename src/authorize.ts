/** Who asks, what for, and the one question that every door puts before it acts. */

/** Who sent a request. Only the anonymous principal exists until authentication is configured. */
export interface Principal {
  readonly type: 'User'
  readonly name: string
}

/** What a principal wants to do; the names are those of Kafka's ACL operations. */
export type Operation =
  | 'read'
  | 'write'
  | 'create'
  | 'delete'
  | 'alter'
  | 'describe'
  | 'describeConfigs'
  | 'alterConfigs'
  | 'clusterAction'
  | 'idempotentWrite'

/** What it wants to do it to. A cluster has no name of its own. */
export interface Resource {
  readonly type: 'topic' | 'group' | 'cluster' | 'transactionalId' | 'subject' | 'context'
  readonly name: string
}

/** Decides. Handlers and routes call it at their door; server.ts hands it in. */
export type Authorize = (principal: Principal, operation: Operation, resource: Resource) => boolean

export const anonymous: Principal = { type: 'User', name: 'ANONYMOUS' }

export const allowAll: Authorize = () => true
