/** The root, and /v1/metadata: which server this is. */

import { json } from '../answers.ts'
import { clusterDoor } from '../door.ts'
import { type Resource, route } from '../route.ts'
import { anyObject, anything, list, map, object, requiredField, string } from '../shape.ts'

export interface About {
  readonly version: string
  /** Commit that the version was built from. */
  readonly commitId: string
  /** Id of the Kafka cluster that the log belongs to. */
  readonly kafkaClusterId: string
}

const Empty = object('Empty', {})

const Clusters = object('Clusters', {
  path: requiredField(list(string), 'Empty.'),
  clusters: requiredField(map(string), 'Ids of clusters: `kafka-cluster` and `schema-registry-cluster`.'),
})

const ServerClusterId = object('ServerClusterId', { scope: requiredField(Clusters, 'Where this server belongs.') })

const ServerVersion = object('ServerVersion', {
  version: requiredField(string, 'Version of the server.'),
  commitId: requiredField(string, 'Commit that it was built from.'),
})

const Deployment = object('Deployment', { attributes: requiredField(list(anything), 'Empty.') })

/** Clients ask here whether anybody is at home. */
export const rootResource: Resource = {
  path: '/',
  title: 'Server',
  doc: 'Which server this is.',
  routes: [
    route({
      method: 'get',
      path: '/',
      name: 'getRoot',
      doc: 'An empty object.',
      answers: json(Empty),
      door: () => clusterDoor('describe'),
      answer: () => ({}),
    }),
    route({
      method: 'post',
      path: '/',
      name: 'postRoot',
      doc: 'An empty object.',
      answers: json(Empty),
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
    title: 'Server',
    doc: 'Which server this is.',
    routes: [
      route({
        method: 'get',
        path: '/id',
        name: 'getClusterId',
        doc: 'Names of the clusters that this server belongs to.',
        answers: json(ServerClusterId),
        door: () => clusterDoor('describe'),
        answer: () => ({ scope: { path: [], clusters } }),
      }),
      route({
        method: 'get',
        path: '/version',
        name: 'getServerVersion',
        doc: 'Version of the server.',
        answers: json(ServerVersion),
        door: () => clusterDoor('describe'),
        answer: () => ({ version, commitId }),
      }),
      route({
        method: 'get',
        path: '/deployment',
        name: 'getDeployment',
        doc: 'How the server is deployed: nothing to say.',
        answers: json(Deployment),
        door: () => clusterDoor('describe'),
        answer: () => ({ attributes: [] }),
      }),
    ],
  }
}
