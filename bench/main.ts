/** `npm run bench [-- start|broker|registry|databases|store|bad-input|compatibility|serdes]`: every figure beside its peer, in one run, as a ratio. */

import { cpus } from 'node:os'
import { benchBadInput } from './bad-input.ts'
import { benchBroker } from './broker.ts'
import { benchCompatibility } from './compatibility.ts'
import { benchDatabases } from './databases.ts'
import { benchRegistry } from './registry.ts'
import { benchSerdes } from './serdes.ts'
import { benchStart } from './start.ts'
import { benchStore } from './store.ts'

const suites: Readonly<Record<string, () => Promise<void>>> = {
  start: () => benchStart(),
  broker: () => benchBroker(),
  registry: () => benchRegistry(),
  databases: () => benchDatabases(),
  store: () => benchStore(),
  'bad-input': () => benchBadInput(),
  compatibility: () => benchCompatibility(),
  serdes: () => benchSerdes(),
}

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !(name in suites))
if (unknown !== undefined) {
  process.stderr.write(`no suite '${unknown}'; there are ${Object.keys(suites).join(', ')}\n`)
  process.exit(2)
}
process.stdout.write(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`)
for (const [name, run] of Object.entries(suites)) if (wanted.length === 0 || wanted.includes(name)) await run()
