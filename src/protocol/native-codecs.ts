/** Codecs that are libraries of the system's own kind: each is loaded with the first batch that needs it, not at every start. */

import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

export function lz4(): typeof import('lz4-napi') {
  return require('lz4-napi') as typeof import('lz4-napi')
}

export function snappy(): typeof import('snappy') {
  return require('snappy') as typeof import('snappy')
}
