/** The types that a setting can have: how its text is read, what else it accepts, and how its values are described. */

import { type Address, formatAddress } from '../address.ts'

/** What a setting's text stands for. `parse` returns `undefined` for text that is not of this type. */
export interface ValueType<Value> {
  parse(text: string): Value | undefined
  print(value: Value): string
  /** Completes the sentence "expected …". */
  readonly expected: string
  /** Whether its text may hold a password, and so is never repeated. */
  readonly isSecret?: boolean
}

export interface Range {
  min?: number
  max?: number
}

/** When appended records are forced to disk. `always`: before they are acknowledged. */
export type FlushPolicy = { kind: 'always' } | { kind: 'interval'; ms: number } | { kind: 'os' }

export const KiB = 1024
export const MiB = 1024 * KiB
export const GiB = 1024 * MiB

export const text: ValueType<string> = {
  parse: (value) => (value === '' ? undefined : value),
  print: (value) => value,
  expected: 'text that is not empty',
}

export const boolean: ValueType<boolean> = {
  parse: (value) => ({ true: true, false: false })[value.toLowerCase()],
  print: String,
  expected: 'true or false',
}

export function integer(range: Range = {}): ValueType<number> {
  return numeric(range, (value) => (/^-?\d+$/.test(value) ? Number(value) : undefined), String, 'a whole number')
}

/** A port to listen on; 0 asks for any free one. */
export const port = integer({ min: 0, max: 65_535 })

const byteUnits = { B: 1, KiB, MiB, GiB }

/** A size: digits, with KiB, MiB or GiB behind them where wished. */
export function bytes(range: Range = {}): ValueType<number> {
  return numeric(
    range,
    (value) => withUnit(value, byteUnits),
    printBytes,
    'a size such as 1048576, 512KiB, 64MiB or 1GiB',
  )
}

const durationUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration in milliseconds: digits, with ms, s, m, h or d behind them where wished. */
export function duration(range: Range = {}): ValueType<number> {
  return numeric(range, (value) => withUnit(value, durationUnits), printDuration, 'a duration such as 500ms, 30s or 7d')
}

/** A number of `type`, or a word for no limit at all, which is `Infinity`. */
export function orUnlimited(type: ValueType<number>, word: string): ValueType<number> {
  return {
    parse: (value) => (value === word ? Number.POSITIVE_INFINITY : type.parse(value)),
    print: (value) => (value === Number.POSITIVE_INFINITY ? word : type.print(value)),
    expected: `${word} or ${type.expected}`,
  }
}

export function choice<const Choice extends string>(...choices: readonly Choice[]): ValueType<Choice> {
  return {
    parse: (value) => choices.find((one) => one === value),
    print: (value) => value,
    expected: `one of ${choices.join(', ')}`,
  }
}

/** `host:port`; an IPv6 address stands in brackets. */
export const hostPort: ValueType<Address> = {
  parse(value) {
    const match = /^(\[[0-9a-fA-F:.]+\]|[^:\s/[\]]+):(\d{1,5})$/.exec(value)
    const host = match?.[1]
    const number = Number(match?.[2])
    return host && number <= 65_535 ? { host: host.replace(/^\[|\]$/g, ''), port: number } : undefined
  },
  print: formatAddress,
  expected: 'HOST:PORT',
}

export const flushPolicy: ValueType<FlushPolicy> = {
  parse(value) {
    if (value === 'always' || value === 'os') return { kind: value }
    const ms = Number(/^interval:(\d{1,7})$/.exec(value)?.[1])
    return ms >= 1 ? { kind: 'interval', ms } : undefined
  },
  print: (value) => (value.kind === 'interval' ? `interval:${value.ms}` : value.kind),
  expected: 'always, os or interval:MILLISECONDS',
}

export const databaseUrl: ValueType<string> = {
  parse: (value) => (/^(sqlite:|(postgres|postgresql|mysql|mariadb):\/\/)./i.test(value) ? value : undefined),
  print: (value) => value,
  expected: 'sqlite:FILE, sqlite::memory:, postgres://… or mysql://…',
  isSecret: true,
}

/** A setting that may be left unset; `undefined` is its default. */
export function optional<Value>(type: ValueType<Value>): ValueType<Value | undefined> {
  return {
    parse: type.parse,
    print: (value) => (value === undefined ? '' : type.print(value)),
    expected: type.expected,
    isSecret: type.isSecret ?? false,
  }
}

function numeric(
  range: Range,
  read: (value: string) => number | undefined,
  print: (value: number) => string,
  what: string,
): ValueType<number> {
  const { min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = range
  return {
    parse(value) {
      const number = read(value)
      return number !== undefined && number >= min && number <= max ? number : undefined
    },
    print,
    expected: what + rangeWords(range, print),
  }
}

function rangeWords({ min, max }: Range, print: (value: number) => string): string {
  if (min !== undefined && max !== undefined) return ` from ${print(min)} to ${print(max)}`
  if (min !== undefined) return ` of at least ${print(min)}`
  return max === undefined ? '' : ` of at most ${print(max)}`
}

function withUnit(value: string, units: Record<string, number>): number | undefined {
  const match = /^(\d{1,16})\s*([A-Za-z]*)$/.exec(value)
  if (!match) return undefined
  const factor = match[2] ? units[match[2]] : 1
  return factor === undefined ? undefined : Number(match[1]) * factor
}

function printBytes(value: number): string {
  for (const [unit, factor] of [
    ['GiB', GiB],
    ['MiB', MiB],
    ['KiB', KiB],
  ] as const)
    if (value >= factor && value % factor === 0) return `${value / factor}${unit}`
  return String(value)
}

function printDuration(value: number): string {
  for (const [unit, factor] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ] as const)
    if (value >= factor && value % factor === 0) return `${value / factor}${unit}`
  return `${value}ms`
}
