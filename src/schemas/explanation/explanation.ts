/** What a format can say about a finding beyond its kind: where it stands, what mends it, which record shows it. */

import type { Finding } from '../finding.ts'
import type { TextEdit, TextSpan } from './text-edits.ts'

/** A part of a schema's text, or of the text of one of its references. */
export interface TextPlace extends TextSpan {
  /** Name of the reference; absent where the schema's own text is meant. */
  readonly reference?: string | undefined
}

/** One step of a JSON Patch (RFC 6902). */
export type JsonPatchOperation =
  | {
      readonly op: 'add' | 'replace'
      readonly path: string
      /** JSON text. */
      readonly value: string
    }
  | { readonly op: 'remove'; readonly path: string }

/** An edit of one schema text that may mend something: as JSON Patch where the format is written in JSON. */
export type Repair = {
  /** What is done, as an imperative: `Give field 'note' the default null.` */
  readonly title: string
} & ({ readonly patch: readonly JsonPatchOperation[] } | { readonly edits: readonly TextEdit[] })

/** A record that the writer's schema allows and that the reader cannot read; found out by doing both. */
export interface Witness {
  /** As JSON text. */
  readonly record: string
  /** What becomes of it, as a sentence: `The old schema reads no value for field 'note'.` with `{reader}` and `{writer}` for the ages. */
  readonly outcome: string
}

/** Which side of a comparison a schema is on. */
export type Side = 'reader' | 'writer'

/** Where something stands in the texts of both sides, as far as it does and as far as that is known. */
export type Places = { readonly [side in Side]?: TextPlace | undefined }

/** One thing in which a newer schema differs from an older one, whether it breaks something or not. */
export interface Change {
  /** `added`, `removed`, `renamed`, `retyped`, `default`, `doc`, `order`... */
  readonly what: string
  /** Place in the newer schema, or in the older one where it is gone. */
  readonly path: string
  /** One sentence. */
  readonly description: string
  /** Whether readers with the newer schema still read older data. */
  readonly backward: boolean
  /** Whether readers with the older schema read newer data. */
  readonly forward: boolean
  /** Where it stands in each text, as far as that has it and it is known. */
  readonly places?: { readonly newer?: TextPlace | undefined; readonly older?: TextPlace | undefined } | undefined
}

/** A change that is compatible and still changes what programs see. */
export interface Surprise {
  /** Name of the rule: `LONG_BEYOND_DOUBLE`. */
  readonly kind: string
  readonly path: string
  readonly description: string
}

/** A rule as a page tells of it. */
export interface RuleText {
  /** Kind of the findings, or of the surprises. */
  readonly kind: string
  /** `breaks` where it is an incompatibility, `surprises` where it is a warning. */
  readonly nature: 'breaks' | 'surprises'
  /** A heading of a few words. */
  readonly title: string
  /** Why it is so, for somebody who never read the specification. */
  readonly text: string
  /** What usually mends it, as a sentence. */
  readonly usualFix: string
  /** A pair that breaks this rule: the newer schema cannot read what the older one wrote. */
  readonly example: { readonly older: string; readonly newer: string }
}

/**
 * What a format says of findings. Documents were parsed with `placed`, so that it is known where their parts stand.
 * Loaded when the first explanation is asked for.
 */
export interface ExplanationRules<Parsed = unknown, Found extends Finding = Finding> {
  /** Every rule, in the order of the page. */
  readonly rules: readonly RuleText[]
  places(finding: Found, reader: Parsed, writer: Parsed): Places
  /** Edits of the text of one side, the most natural first. None of them has been tried. */
  repairs(finding: Found, reader: Parsed, writer: Parsed, side: Side): Iterable<Repair>
  /** `undefined` where none was found, which does not mean that there is none. */
  witness(finding: Found, reader: Parsed, writer: Parsed): Witness | undefined
  /** Everything in which the schemas differ, in the order of the newer one. */
  changes(older: Parsed, newer: Parsed): readonly Change[]
  /** What is compatible and still seen by programs. */
  surprises(older: Parsed, newer: Parsed): readonly Surprise[]
}
