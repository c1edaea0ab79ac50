/** What the store tells of its connections. */

import type { Metrics } from '../telemetry/index.ts'
import type { Store } from './open-store.ts'

/** @param store - whose connections are looked at each time that the metrics are printed. */
export function storeMetrics(metrics: Metrics, store: Pick<Store, 'poolUse'>): void {
  metrics.gauge({
    name: 'schemalog_database_connections',
    help: 'Connections to the database, by state: used or idle.',
    labelNames: ['state'],
    collect() {
      const { used, idle } = store.poolUse()
      this.set({ state: 'used' }, used)
      this.set({ state: 'idle' }, idle)
    },
  })
  metrics.gauge({
    name: 'schemalog_database_waiting',
    help: 'Operations that wait for a connection to the database.',
    collect() {
      this.set(store.poolUse().waiting)
    },
  })
}
