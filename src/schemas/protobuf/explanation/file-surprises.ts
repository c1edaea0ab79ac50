/** What programs see of changes of a file as a whole: its syntax, options, services and extensions. */
import type { ProtobufFile, ProtobufMethod, ProtobufService } from '../model.ts'
import type { Place } from '../place.ts'
import { root } from '../place.ts'
import { changed } from './field-surprises.ts'
import { otherOptions } from './field-traits.ts'
import type { Pair } from './matched.ts'
import type { SurpriseList } from './surprise-list.ts'

export function fileSurprises({ older, newer }: Pair<ProtobufFile>, list: SurpriseList): void {
  const [was, is] = [syntaxOf(older), syntaxOf(newer)]
  if (was !== is) {
    const sentence = `is written in ${is} and was in ${was}: defaults, presence, packed numbers and unknown constants follow other rules.`
    list.add('SYNTAX_CHANGED', root, sentence)
  }
  const [before, after] = [otherOptions(older.options), otherOptions(newer.options)]
  if (before.join() !== after.join()) {
    list.add('OPTION_CHANGED', root, `has other options now: ${changed(before, after)}.`)
  }
  const [formerFirst, first] = [firstMessage(older), firstMessage(newer)]
  if (formerFirst !== undefined && first !== undefined && formerFirst !== first) {
    const sentence = `begins with message '${first}' now and began with '${formerFirst}': tools that are told no message take the first.`
    list.add('FIRST_MESSAGE_CHANGED', root, sentence)
  }
  const [extendedBefore, extendedAfter] = [extensionsOf(older), extensionsOf(newer)]
  if (extendedBefore.some((one) => !extendedAfter.includes(one))) {
    const sentence = `extends messages otherwise now: ${changed(extendedBefore, extendedAfter)}. Extensions are not compared.`
    list.add('EXTENSIONS_CHANGED', root, sentence)
  }
  serviceSurprises({ older, newer }, list)
}

function syntaxOf({ syntax, edition }: ProtobufFile): string {
  return edition === undefined ? (syntax ?? 'proto2') : `edition ${edition}`
}

function firstMessage({ types }: ProtobufFile): string | undefined {
  return types.find(({ kind }) => kind === 'message')?.name
}

function extensionsOf(file: ProtobufFile): string[] {
  return file.extends.flatMap(({ target, fields }) =>
    fields.map(({ name, tag, type }) => `${target}.${name} = ${tag} (${typeof type === 'string' ? type : 'map'})`),
  )
}

function serviceSurprises({ older, newer }: Pair<ProtobufFile>, list: SurpriseList): void {
  const after = new Map(newer.services.map((service) => [service.name, service]))
  for (const service of older.services) {
    const place = servicePlace(service)
    const newerService = after.get(service.name)
    if (!newerService) list.add('SERVICE_REMOVED', place, 'is gone: clients that call it fail.')
    else methodSurprises({ older: service, newer: newerService }, place, list)
  }
}

function methodSurprises({ older, newer }: Pair<ProtobufService>, place: Place, list: SurpriseList): void {
  const after = new Map(newer.methods.map((method) => [method.name, method]))
  for (const method of older.methods) {
    const { name } = method
    const here = { path: `${place.path}/${name}`, words: `method '${name}' of ${place.words}` }
    const newerMethod = after.get(name)
    if (!newerMethod) list.add('METHOD_REMOVED', here, 'is gone: clients that call it fail.')
    else if (signature(method) !== signature(newerMethod)) {
      const sentence = `is ${signature(newerMethod)} and was ${signature(method)}: clients and servers have to change together.`
      list.add('METHOD_CHANGED', here, sentence)
    }
  }
}

function servicePlace({ name }: ProtobufService): Place {
  return { path: `#/${name}`, words: `service '${name}'` }
}

function signature({ input, inputStreams, output, outputStreams }: ProtobufMethod): string {
  const stream = (streams: boolean) => (streams ? 'stream ' : '')
  return `(${stream(inputStreams)}${input}) returns (${stream(outputStreams)}${output})`
}
