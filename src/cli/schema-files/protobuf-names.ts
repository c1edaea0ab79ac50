/** What a `.proto` file imports. Whether it is valid is the registry's to say. */

import type { SchemaNames } from './schema-names.ts'

/** Comments, strings, and everything else, so that neither hides in the other. */
const pieces = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[^"'/]+|./g

/** Files that every registry knows; other ones of these folders are ordinary files. */
const builtIn = new RegExp(
  `^(${[
    'google/protobuf/(any|api|descriptor|duration|empty|field_mask|source_context|struct|timestamp|type|wrappers)',
    'google/type/(calendar_period|color|date|datetime|dayofweek|decimal|expr|fraction|interval|latlng|money|month)',
    'google/type/(phone_number|postal_address|quaternion|timeofday)',
    'confluent/(meta|type/decimal|type/variant)',
  ].join('|')})\\.proto$`,
)

export function protobufNames(text: string): SchemaNames {
  const kept = (text.match(pieces) ?? []).filter((piece) => !/^\/[/*]/.test(piece)).join('')
  const imports = [...kept.matchAll(/(?:^|[;}\s])import\s+(?:public\s+|weak\s+)?["']([^"']+)["']\s*;/g)]
  const needs = new Set(imports.map(([, path = '']) => path).filter((path) => !builtIn.test(path)))
  const packageName = /(?:^|[;}\s])package\s+([\w.]+)\s*;/.exec(kept)?.[1]
  const message = /(?:^|[;}\s])message\s+(\w+)\s*\{/.exec(kept)?.[1]
  const recordName = message && (packageName ? `${packageName}.${message}` : message)
  return { needs: [...needs], provides: [], recordName }
}
