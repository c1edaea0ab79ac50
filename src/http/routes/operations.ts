/** /health and /metrics: for whoever runs the server. */

import type { Metrics } from '../../telemetry/index.ts'
import { OwnAnswer, own } from '../answers.ts'
import { clusterDoor } from '../door.ts'
import type { HealthReport } from '../health.ts'
import { type Resource, route } from '../route.ts'
import { boolean, choice, field, map, object, requiredField, string } from '../shape.ts'

const Liveness = object('Liveness', { status: requiredField(choice('alive'), 'Always the same.') })

const PartHealth = object('PartHealth', {
  healthy: requiredField(boolean, 'Whether the part can do its work.'),
  reason: field(string, 'Why not.'),
})

const Readiness = object('Readiness', {
  status: requiredField(choice('ready', 'not ready'), 'Whether every part is healthy.'),
  parts: requiredField(map(PartHealth), 'The parts that requests depend on, by name.'),
})

/** Open to everybody: whoever probes it has no credentials, and it tells nothing but names of parts. */
export function healthResource(health: () => Promise<HealthReport>): Resource {
  return {
    path: '/health',
    title: 'Operations',
    doc: 'For whoever runs the server.',
    routes: [
      route({
        method: 'get',
        path: '/live',
        name: 'getLiveness',
        doc: 'The process answers.',
        answers: own({ 200: { contentType: 'application/json', shape: Liveness, doc: 'It does.' } }),
        door: () => 'open',
        answer: () => jsonAnswer(200, { status: 'alive' }),
      }),
      route({
        method: 'get',
        path: '/ready',
        name: 'getReadiness',
        doc: 'Whether requests can be served; 503 names the part that is ill.',
        answers: own({
          200: { contentType: 'application/json', shape: Readiness, doc: 'They can.' },
          503: { contentType: 'application/json', shape: Readiness, doc: 'They cannot; the sick part says why.' },
        }),
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
    title: 'Operations',
    doc: 'For whoever runs the server.',
    routes: [
      route({
        method: 'get',
        path: '/',
        name: 'getMetrics',
        doc: 'Metrics in the text format of Prometheus.',
        answers: own({ 200: { contentType: 'text/plain', shape: string, doc: 'One line for each number.' } }),
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
