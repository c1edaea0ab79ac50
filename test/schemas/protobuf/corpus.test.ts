/** The real files that google-gax brings: of Google's APIs, with options, maps, oneofs and services in all their ways. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt'
import { builtInFiles } from '../../../src/schemas/protobuf/built-in-files.ts'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseFile } from '../../../src/schemas/protobuf/parse-file.ts'
import { parseProtobuf } from '../parse.ts'
import { comparable, link, readDescriptor } from './descriptors.ts'

const folder = fileURLToPath(new URL('../protos/', import.meta.resolve('google-gax')))
const texts = new Map(
  globSync('google/**/*.proto', { cwd: folder })
    .filter((path) => !builtInFiles().has(path) && !path.startsWith('google/protobuf/'))
    .map((path) => [path, readFileSync(`${folder}${path}`, 'utf8')]),
)

/** The files that one imports, and those that they do. */
function importsOf(path: string, found = new Set<string>()): Set<string> {
  for (const { path: next } of parseFile(texts.get(path) ?? '').imports) {
    if (!texts.has(next) || found.has(next)) continue
    found.add(next)
    importsOf(next, found)
  }
  return found
}

const compiled = (path: string, form: (text: string) => string): [string, FileDescriptorProto] => {
  const references = [...importsOf(path)].map((name) => ({ name, text: texts.get(name) ?? '' }))
  const parse = (text: string) => parseProtobuf(text, { references })
  const document = parse(form(texts.get(path) ?? ''))
  const canonical = protobuf.canonical(document)
  assert.equal(protobuf.canonical(parse(canonical)), canonical, path)
  const normalized = protobuf.normalized(document)
  assert.equal(protobuf.normalized(parse(normalized)), normalized, path)
  assert.deepEqual(protobuf.check(document, parse(normalized)), [], path)
  assert.equal(protobuf.fieldFault?.(document), undefined, path)
  const base64 = protobuf.inForm?.(document, 'serialized') ?? ''
  const again = parse(base64)
  assert.deepEqual(protobuf.check(document, again), [], path)
  return [path, readDescriptor(protobuf.inForm?.(again, 'serialized') ?? '')]
}

test('real files are stored, normalised and compiled there and back, and linked by another library', () => {
  assert.ok(texts.size > 100, `only ${texts.size} files`)
  const there = Object.fromEntries([...texts.keys()].map((path) => compiled(path, (text) => text)))
  const registry = link(there)
  const back = [...texts.keys()].map((path) =>
    compiled(path, (text) => protobuf.canonical(parseProtobuf(text, { strict: false }))),
  )
  for (const [path, file] of back) {
    assert.deepEqual(comparable(file, registry), comparable(there[path] ?? file, registry), path)
  }
})
