/** Metadata of a schema: in which order it is kept, how two are merged, and the one property that we write ourselves. */

import { sorted, sortedEntries, sortedTags } from './guid.ts'
import type { Metadata } from './schema-content.ts'

/** Property that names the version a schema was registered as. */
const versionProperty = 'confluent:version'

/** The same metadata with keys and values in order, as it is stored and shown. */
export function sortMetadata(metadata: Metadata): Metadata {
  const { tags, properties, sensitive } = metadata
  return {
    ...(tags && { tags: fromEntries(sortedTags(metadata)) }),
    ...(properties && { properties: fromEntries(sortedEntries(properties)) }),
    ...(sensitive && { sensitive: [...new Set(sorted(sensitive))] }),
  }
}

/** Tags and properties by key, those of `stronger` winning; sensitive names of both. */
export function mergeMetadata(stronger: Metadata | undefined, weaker: Metadata | undefined): Metadata | undefined {
  if (!stronger || !weaker) return stronger ?? weaker
  return sortMetadata({
    ...((weaker.tags ?? stronger.tags) && { tags: union(weaker.tags, stronger.tags) }),
    ...((weaker.properties ?? stronger.properties) && {
      properties: union(weaker.properties, stronger.properties),
    }),
    ...((weaker.sensitive ?? stronger.sensitive) && {
      sensitive: [...(weaker.sensitive ?? []), ...(stronger.sensitive ?? [])],
    }),
  })
}

export function versionPropertyOf(metadata: Metadata | undefined): string | undefined {
  return propertyOf(metadata, versionProperty)
}

/** @returns the value of a property; `undefined` also for names such as `constructor` that nobody set. */
export function propertyOf(metadata: Metadata | undefined, name: string): string | undefined {
  const properties = metadata?.properties
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined
}

export function withVersionProperty(metadata: Metadata | undefined, version: number): Metadata {
  return sortMetadata({ ...metadata, properties: union(metadata?.properties, { [versionProperty]: String(version) }) })
}

export function withoutVersionProperty(metadata: Metadata | undefined): Metadata | undefined {
  if (versionPropertyOf(metadata) === undefined) return metadata
  const { properties, ...rest } = metadata ?? {}
  const others = sortedEntries(properties).filter(([name]) => name !== versionProperty)
  return { ...rest, properties: fromEntries(others) }
}

function union<Value>(
  weaker: Readonly<Record<string, Value>> = {},
  stronger: Readonly<Record<string, Value>> = {},
): Record<string, Value> {
  return fromEntries([...Object.entries(weaker), ...Object.entries(stronger)])
}

/** Keys are users' own words, so `__proto__` is a key like any other. */
function fromEntries<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries(entries)
}
