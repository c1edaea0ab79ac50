/** What the coordinator counts. */

import type { Metrics } from '../../telemetry/index.ts'
import type { Group, GroupState } from './group.ts'

export interface GroupMetrics {
  readonly generations: { inc(): void }
  readonly commits: { inc(count: number): void }
}

const states: readonly GroupState[] = ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead']

/** @param groups - read each time that the metrics are printed. */
export function groupMetrics(metrics: Metrics, groups: () => Iterable<Group>): GroupMetrics {
  metrics.gauge({
    name: 'schemalog_groups',
    help: 'Consumer groups, by state.',
    labelNames: ['state'],
    collect() {
      for (const state of states) this.set({ state }, 0)
      for (const group of groups()) this.inc({ state: group.phase.state })
    },
  })
  return {
    generations: metrics.counter({
      name: 'schemalog_group_generations_total',
      help: 'Generations of consumer groups, each of which is a rebalance.',
    }),
    commits: metrics.counter({
      name: 'schemalog_group_offset_commits_total',
      help: 'Offsets that consumer groups have committed.',
    }),
  }
}
