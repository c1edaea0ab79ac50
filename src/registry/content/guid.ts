/** Identity of a schema's content: the guid that clients see, and the fingerprint under which it is found again. */

import { createHash, hash } from 'node:crypto'
import type { Metadata, Rule, RuleSet, SchemaContent } from './schema-content.ts'

const present = Uint8Array.of(1)

/**
 * MD5 over the content, printed as a UUID: what the Confluent registry gives the same content. Every byte counts, so
 * the order of what is fed here is that of the reference (registry API, "Guid").
 */
export function guidOf(content: SchemaContent): string {
  const md5 = createHash('md5')
  const feed = (...parts: (string | undefined)[]) => {
    for (const part of parts) if (part !== undefined) md5.update(part, 'utf8')
  }
  feed(content.schema)
  for (const reference of content.references) {
    feed(reference.name, reference.subject)
    const version = Buffer.alloc(4)
    version.writeInt32BE(reference.version)
    md5.update(version)
  }
  if (content.metadata) {
    md5.update(present)
    feed(...metadataParts(content.metadata))
  }
  if (content.ruleSet) {
    md5.update(present)
    for (const rule of allRules(content.ruleSet)) {
      feed(...ruleParts(rule))
      if (rule.disabled) md5.update(present)
    }
    feed(content.ruleSet.enableAt)
  }
  return md5.digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * SHA-256 over the same content, each part with its limits. The guid has no separators and is an MD5, so texts can be
 * made that share one; two contents that share an id would be a consumer reading garbage.
 */
export function fingerprintOf(content: SchemaContent): string {
  const references = content.references.map(({ name, subject, version }) => [name, subject, version])
  const parts = [content.schema, references, metadataIdentity(content.metadata), ruleSetIdentity(content.ruleSet)]
  return hash('sha256', JSON.stringify(parts), 'hex')
}

/** Text that is equal for equal metadata, whatever the order of its parts; none and empty differ. */
export function metadataIdentity(metadata: Metadata | undefined): string | undefined {
  if (!metadata) return undefined
  return JSON.stringify([sortedTags(metadata), sortedEntries(metadata.properties), sorted(metadata.sensitive)])
}

/** Text that is equal for equal rule sets: the order of rules counts, that of their tags and params does not. */
export function ruleSetIdentity(ruleSet: RuleSet | undefined): string | undefined {
  if (!ruleSet) return undefined
  const lists = [ruleSet.migrationRules, ruleSet.domainRules, ruleSet.encodingRules]
  return JSON.stringify([...lists.map((rules = []) => rules.map(ruleIdentity)), ruleSet.enableAt])
}

/** Reads a guid in either spelling, with or without dashes. */
export function parseGuid(text: string): string | undefined {
  const digits = text.replaceAll('-', '').toLowerCase()
  return /^[0-9a-f]{32}$/.test(digits)
    ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : undefined
}

/** Rules of all three lists in the order in which they are hashed. */
export function allRules(ruleSet: RuleSet): Rule[] {
  return [...(ruleSet.migrationRules ?? []), ...(ruleSet.domainRules ?? []), ...(ruleSet.encodingRules ?? [])]
}

function metadataParts(metadata: Metadata): string[] {
  return [
    ...sortedTags(metadata).flatMap(([path, tags]) => [path, ...tags]),
    ...sortedEntries(metadata.properties).flat(),
    ...sorted(metadata.sensitive),
  ]
}

function ruleParts(rule: Rule): (string | undefined)[] {
  return [
    rule.name,
    rule.doc,
    rule.kind,
    rule.mode,
    rule.type,
    ...sorted(rule.tags),
    ...sortedEntries(rule.params).flat(),
    rule.expr,
    rule.onSuccess,
    rule.onFailure,
  ]
}

function ruleIdentity({ name, doc, kind, mode, type, expr, onSuccess, onFailure, ...rule }: Rule): unknown[] {
  const texts = [name, doc, kind, mode, type, expr, onSuccess, onFailure]
  return [...texts, rule.disabled, sorted(rule.tags), sortedEntries(rule.params)]
}

export function sortedTags(metadata: Metadata): [string, string[]][] {
  return sortedEntries(metadata.tags).map(([path, tags]) => [path, sorted(tags)])
}

export function sortedEntries<Value>(record: Readonly<Record<string, Value>> = {}): [string, Value][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

export function sorted(names: readonly string[] = []): string[] {
  return [...names].sort()
}
