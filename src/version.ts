/** Version of this package, from the package.json that lies above the source and above dist. */

import { createRequire } from 'node:module'

export const version = findVersion()

function findVersion(): string {
  const require = createRequire(import.meta.url)
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = require(path)
      if (name === 'schemalog') return version
    } catch {
      // Not this far up; the other one it is.
    }
  }
  return 'unknown'
}
