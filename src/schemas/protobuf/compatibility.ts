/** The verdict on two Protobuf schemas, and the list of everything in which they differ. */
import { checkLimitReached, type Finding, type SchemaAge } from '../finding.ts'
import { CheckLimitReached } from '../limits.ts'
import { Comparison } from './comparison.ts'
import { DifferenceList, type ListedDifference } from './difference-list.ts'
import { differences, explain, type ProtobufDifferenceKind } from './differences.ts'
import type { ProtobufDocument } from './document.ts'
import { root } from './place.ts'
import { type Element, printElement } from './print-element.ts'

/** A difference between an original and an updated schema: a finding where it is incompatible, a change otherwise. */
export interface ProtobufDifference extends Finding {
  readonly kind: ProtobufDifferenceKind
  readonly compatible: boolean
  /** What stands there in both schemas. */
  readonly facts: { readonly original: Element | undefined; readonly update: Element | undefined }
}

export function checkProtobuf(reader: ProtobufDocument, writer: ProtobufDocument): readonly ProtobufDifference[] {
  return compare(writer, reader, true)
}

/** Everything in which `update` differs from `original`, compatible or not; `update` is the reader. */
export function diffProtobuf(original: ProtobufDocument, update: ProtobufDocument): readonly ProtobufDifference[] {
  return compare(original, update, false)
}

function compare(original: ProtobufDocument, update: ProtobufDocument, onlyBreaking: boolean): ProtobufDifference[] {
  const list = new DifferenceList(onlyBreaking)
  try {
    new Comparison(original, update, list).run()
  } catch (error) {
    if (!(error instanceof CheckLimitReached)) throw error
    return [limitReached(error.message)]
  }
  const { listed, cut } = list.result()
  const described = listed.map(describe)
  return cut ? [...described, limitReached(`only the first ${listed.length} differences are listed`)] : described
}

function limitReached(detail: string): ProtobufDifference {
  return describe({ kind: checkLimitReached, place: root, detail, original: undefined, update: undefined })
}

function describe({ kind, place, detail, original, update }: ListedDifference): ProtobufDifference {
  const { path, words } = place
  const description = (reader: SchemaAge) =>
    explain(kind, { place: words, detail, reader, writer: reader === 'new' ? 'old' : 'new' })
  return {
    kind,
    compatible: differences[kind].compatible,
    path,
    detail,
    facts: { original, update },
    get readerFragment() {
      return fragmentOf(update)
    },
    get writerFragment() {
      return fragmentOf(original)
    },
    description,
    message: (reader) => `{errorType:"${kind}", description:"${description(reader)} (path '${path}')"}`,
  }
}

/** Printed only when asked for: a whole message may stand there. */
function fragmentOf(element: Element | undefined): string | undefined {
  return element && printElement(element)
}
