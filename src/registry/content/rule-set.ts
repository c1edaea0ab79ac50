/** Rule sets: what makes one well-formed, and how two are merged. Clients run the rules; we keep them exactly. */

import { registryErrors } from '../errors.ts'
import { allRules } from './guid.ts'
import type { Rule, RuleMode, RuleSet } from './schema-content.ts'

const maxNameLength = 256
const pairModes: readonly RuleMode[] = ['WRITEREAD', 'UPDOWN']

/** What may stand in each list. The messages are those of the reference. */
const lists: readonly {
  rules: (ruleSet: RuleSet) => readonly Rule[] | undefined
  modes: readonly RuleMode[]
  message: string
}[] = [
  {
    rules: ({ migrationRules }) => migrationRules,
    modes: ['UPGRADE', 'DOWNGRADE', 'UPDOWN'],
    message: 'Migration rules can only be UPGRADE, DOWNGRADE, UPDOWN',
  },
  {
    rules: ({ domainRules }) => domainRules,
    modes: ['WRITE', 'READ', 'WRITEREAD'],
    message: 'Domain rules can only be WRITE, READ, WRITEREAD',
  },
  {
    rules: ({ encodingRules }) => encodingRules,
    modes: ['WRITE', 'READ', 'WRITEREAD'],
    message: 'Encoding rules can only be WRITE, READ, WRITEREAD',
  },
]

/** @throws {RegistryError} `invalidRuleSet` with the first thing that is wrong. */
export function refuseFaultyRuleSet(ruleSet: RuleSet | undefined): void {
  if (!ruleSet) return
  const seen = new Set<string>()
  for (const { rules, modes, message } of lists)
    for (const rule of rules(ruleSet) ?? []) {
      const fault = nameFault(rule.name) ?? duplicate(seen, rule.name) ?? ruleFault(rule, modes, message)
      if (fault) throw registryErrors.invalidRuleSet(fault)
    }
}

/** A stronger rule replaces a weaker one of its name and stands behind those that stay. */
export function mergeRuleSets(stronger: RuleSet | undefined, weaker: RuleSet | undefined): RuleSet | undefined {
  if (!stronger || !weaker) return stronger ?? weaker
  const merged = {
    migrationRules: mergeRules(stronger.migrationRules, weaker.migrationRules),
    domainRules: mergeRules(stronger.domainRules, weaker.domainRules),
    encodingRules: mergeRules(stronger.encodingRules, weaker.encodingRules),
  }
  const enableAt = stronger.enableAt ?? weaker.enableAt
  const filled = Object.entries(merged).filter(([, rules]) => rules.length > 0)
  return { ...Object.fromEntries(filled), ...(enableAt && { enableAt }) }
}

/** A rule set that is left without any rule is still one. */
export function withoutRules(ruleSet: RuleSet, names: readonly string[]): RuleSet {
  const { migrationRules, domainRules, encodingRules, enableAt } = ruleSet
  const gone = new Set(names)
  const rest = (rules: readonly Rule[]) => rules.filter((rule) => !gone.has(rule.name))
  return {
    ...(migrationRules && { migrationRules: rest(migrationRules) }),
    ...(domainRules && { domainRules: rest(domainRules) }),
    ...(encodingRules && { encodingRules: rest(encodingRules) }),
    ...(enableAt && { enableAt }),
  }
}

export function hasRuleOfType(ruleSet: RuleSet | undefined, type: string): boolean {
  return ruleSet !== undefined && allRules(ruleSet).some((rule) => rule.type === type)
}

function mergeRules(stronger: readonly Rule[] = [], weaker: readonly Rule[] = []): Rule[] {
  const names = new Set(stronger.map((rule) => rule.name))
  return [...weaker.filter((rule) => !names.has(rule.name)), ...stronger]
}

function nameFault(name: string | undefined): string | undefined {
  if (name === undefined || name === null) return 'Missing rule name'
  if (name === '') return 'Empty rule name'
  if (name.length > maxNameLength) return 'Rule name too long'
  const initial = name.charAt(0)
  if (!/[\p{L}_]/u.test(initial)) return `Illegal initial character in rule name: ${name}`
  return /^[\p{L}\p{N}_-]+$/u.test(name) ? undefined : `Illegal character in rule name: ${name}`
}

function duplicate(seen: Set<string>, name: string): string | undefined {
  if (seen.has(name)) return `Found rule with duplicate name '${name}'`
  seen.add(name)
  return undefined
}

function ruleFault(rule: Rule, modes: readonly RuleMode[], message: string): string | undefined {
  if (!rule.type) return 'Missing rule type'
  if (!modes.includes(rule.mode)) return message
  const pair = [rule.onSuccess, rule.onFailure].some((action) => action?.includes(','))
  return pair && !pairModes.includes(rule.mode) ? 'Multiple actions only valid with WRITEREAD and UPDOWN' : undefined
}
