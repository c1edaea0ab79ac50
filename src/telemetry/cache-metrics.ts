/** How much caches hold and how often they had what was looked for. */

import { Counter, Gauge, type Registry } from 'prom-client'

/** What a cache knows of itself; both counts only ever grow. */
export interface CacheUse {
  readonly bytes: number
  readonly hits: number
  readonly misses: number
}

/** @returns what puts a cache under its name into the metrics. */
export function cacheMetrics(registry: Registry): (name: string, use: () => CacheUse) => void {
  const caches = new Map<string, () => CacheUse>()
  const registers = [registry]
  new Gauge({
    registers,
    name: 'schemalog_cache_bytes',
    help: 'Memory that a cache takes, as an estimate, by cache.',
    labelNames: ['cache'],
    collect() {
      for (const [cache, use] of caches) this.set({ cache }, use().bytes)
    },
  })
  const total = (name: string, help: string, count: (use: CacheUse) => number) =>
    new Counter({
      registers,
      name,
      help,
      labelNames: ['cache'],
      collect() {
        this.reset()
        for (const [cache, use] of caches) this.inc({ cache }, count(use()))
      },
    })
  total('schemalog_cache_hits_total', 'How often a cache had what was looked for, by cache.', ({ hits }) => hits)
  total('schemalog_cache_misses_total', 'How often it had not, by cache.', ({ misses }) => misses)
  return (name, use) => void caches.set(name, use)
}
