/** /health and /metrics: for whoever runs the server. */

import type { Metrics } from '../../telemetry/index.ts'
import { clusterDoor } from '../door.ts'
import type { HealthReport } from '../health.ts'
import { OwnAnswer, type Resource, route } from '../route.ts'

/** Open to everybody: whoever probes it has no credentials, and it tells nothing but names of parts. */
export function healthResource(health: () => Promise<HealthReport>): Resource {
  return {
    path: '/health',
    routes: [
      route({
        method: 'get',
        path: '/live',
        name: 'getLiveness',
        doc: 'The process answers.',
        answers: 'own',
        door: () => 'open',
        answer: () => jsonAnswer(200, { status: 'alive' }),
      }),
      route({
        method: 'get',
        path: '/ready',
        name: 'getReadiness',
        doc: 'Whether requests can be served; 503 names the part that is ill.',
        answers: 'own',
        door: () => 'open',
        answer: async () => {
          const parts = await health()
          const ready = Object.values(parts).every(({ healthy }) => healthy)
          return jsonAnswer(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts })
        },
      }),
    ],
  }
}

export function metricsResource(metrics: Metrics): Resource {
  return {
    path: '/metrics',
    routes: [
      route({
        method: 'get',
        path: '/',
        name: 'getMetrics',
        doc: 'Metrics in the text format of Prometheus.',
        answers: 'own',
        door: () => clusterDoor('describe'),
        answer: async () => {
          const { contentType, text } = await metrics.print()
          return new OwnAnswer(200, contentType, text)
        },
      }),
    ],
  }
}

function jsonAnswer(status: number, value: object): OwnAnswer {
  return new OwnAnswer(status, 'application/json', JSON.stringify(value))
}
