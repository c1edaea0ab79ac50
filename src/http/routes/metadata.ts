/** The root, and /v1/metadata: which server this is. */

import { clusterDoor } from '../door.ts'
import { type Resource, route } from '../route.ts'
import { anyObject } from '../shape.ts'

export interface About {
  readonly version: string
  /** Commit that the version was built from. */
  readonly commitId: string
  /** Id of the Kafka cluster that the log belongs to. */
  readonly kafkaClusterId: string
}

/** Clients ask here whether anybody is at home. */
export const rootResource: Resource = {
  path: '/',
  routes: [
    route({
      method: 'get',
      path: '/',
      name: 'getRoot',
      doc: 'An empty object.',
      door: () => clusterDoor('describe'),
      answer: () => ({}),
    }),
    route({
      method: 'post',
      path: '/',
      name: 'postRoot',
      doc: 'An empty object.',
      body: anyObject,
      door: () => clusterDoor('describe'),
      answer: () => ({}),
    }),
  ],
}

export function metadataResource({ version, commitId, kafkaClusterId }: About): Resource {
  const clusters = { 'kafka-cluster': kafkaClusterId, 'schema-registry-cluster': 'schema-registry' }
  return {
    path: '/v1/metadata',
    routes: [
      route({
        method: 'get',
        path: '/id',
        name: 'getClusterId',
        doc: 'Names of the clusters that this server belongs to.',
        door: () => clusterDoor('describe'),
        answer: () => ({ scope: { path: [], clusters } }),
      }),
      route({
        method: 'get',
        path: '/version',
        name: 'getServerVersion',
        doc: 'Version of the server.',
        door: () => clusterDoor('describe'),
        answer: () => ({ version, commitId }),
      }),
      route({
        method: 'get',
        path: '/deployment',
        name: 'getDeployment',
        doc: 'How the server is deployed: nothing to say.',
        door: () => clusterDoor('describe'),
        answer: () => ({ attributes: [] }),
      }),
    ],
  }
}
