/** How options and their values are printed. */
import type { Lines } from './lines.ts'
import type { OptionValue, ProtobufOption } from './model.ts'
import { quote } from './string-literal.ts'

/** `option name = value;`. */
export function printOptionStatement(lines: Lines, { name, value }: ProtobufOption): void {
  printValue(lines, `option ${nameOf(name)} = `, value, ';')
}

/** A declaration with its options: ` [a = 1]` on its line, or several on lines of their own. */
export function printWithOptions(
  lines: Lines,
  declaration: string,
  options: readonly ProtobufOption[],
  end = ';',
): void {
  const [first, ...others] = options
  if (!first) lines.add(declaration + end)
  else if (others.length === 0) printValue(lines, `${declaration} [${nameOf(first.name)} = `, first.value, `]${end}`)
  else {
    lines.add(`${declaration} [`)
    lines.indented(() => {
      for (const [index, { name, value }] of options.entries()) {
        printValue(lines, `${nameOf(name)} = `, value, index === options.length - 1 ? '' : ',')
      }
    })
    lines.add(`]${end}`)
  }
}

function nameOf(parts: ProtobufOption['name']): string {
  return parts.map(({ name, extension }) => (extension ? `(${name})` : name)).join('.')
}

function printValue(lines: Lines, before: string, value: OptionValue, after: string): void {
  const [only, ...others] = value.kind === 'list' ? value.items : []
  if (only && others.length === 0) printNested(lines, `${before}[`, only, `]${after}`)
  else printNested(lines, before, value, after)
}

/** Inside of another value: a list has a line for each element even where there is only one. */
function printNested(lines: Lines, before: string, value: OptionValue, after: string): void {
  switch (value.kind) {
    case 'string':
      lines.add(before + quote(value.value) + after)
      break
    case 'word':
      lines.add(before + value.text + after)
      break
    case 'list':
      lines.add(`${before}[`)
      lines.indented(() => printEach(lines, value.items, (item) => ['', item]))
      lines.add(`]${after}`)
      break
    case 'message':
      lines.add(`${before}{`)
      lines.indented(() => printEach(lines, [...value.entries], ([key, item]) => [`${key}: `, item]))
      lines.add(`}${after}`)
      break
  }
}

function printEach<Item>(lines: Lines, items: readonly Item[], split: (item: Item) => [string, OptionValue]): void {
  for (const [index, item] of items.entries()) {
    const [before, value] = split(item)
    printNested(lines, before, value, index === items.length - 1 ? '' : ',')
  }
}
