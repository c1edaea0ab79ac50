/** What the registry counts. */

import { createMetrics, type Metrics } from '../telemetry/index.ts'

export interface RegistryMetrics {
  /** A change was committed. */
  changed(operation: string): void
  /** A registration was answered; `created` where nothing equal was there before. */
  registered(registration: { readonly created: boolean }): void
}

/** @param metrics - absent where nobody looks. */
export function registryMetrics(metrics: Metrics = createMetrics()): RegistryMetrics {
  const changes = metrics.counter({
    name: 'schemalog_registry_changes_total',
    help: 'Changes that this node wrote, by operation.',
    labelNames: ['operation'],
  })
  const registrations = metrics.counter({
    name: 'schemalog_registry_registrations_total',
    help: 'Schemas that were asked to be registered and are, by outcome: new, or existing before.',
    labelNames: ['outcome'],
  })
  return {
    changed: (operation) => changes.inc({ operation }),
    registered: ({ created }) => registrations.inc({ outcome: created ? 'new' : 'existing' }),
  }
}
