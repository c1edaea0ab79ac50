/** Changes, as the feed shows them. */

import { type Change, changeOperations, type FeedPage, formatSubject, type Verification } from '../../registry/index.ts'
import {
  anything,
  boolean,
  choice,
  field,
  integer,
  list,
  long,
  object,
  requiredField,
  string,
  type ValueOf,
} from '../shape.ts'
import { Metadata, RuleSet, SchemaReference } from './schema-content.ts'
import { withoutEmpty } from './schema-view.ts'

export const Provenance = object('Provenance', {
  author: field(string, 'Who made the change that led to it; what the client claims, unlike the actor.'),
  commit: field(string, 'Commit that it came from.'),
  repository: field(string, 'Repository of the commit.'),
  pullRequest: field(string, 'Number or URL of the pull request.'),
  run: field(string, 'URL of the run of the pipeline.'),
})

const ChangedSchema = object('ChangedSchema', {
  schema: requiredField(string, 'Canonical text.'),
  references: field(list(SchemaReference), 'Other registered schemas that the text needs.'),
  metadata: field(Metadata, 'What people say about the schema.'),
  ruleSet: field(RuleSet, 'Rules of the data contract.'),
})

export const ChangeShape = object('Change', {
  sequence: requiredField(long, 'Counts up from 1 without gaps, in the order of commits.'),
  time: requiredField(long, 'When it was written, in milliseconds since 1970, by the clock of the node that wrote.'),
  actor: requiredField(string, 'Who wrote, as `User:name`.'),
  operation: requiredField(choice(...changeOperations), 'What was done.'),
  subject: requiredField(string, 'To what: a subject, or `:.ctx:` for a context; empty for the default context.'),
  version: field(integer, 'To which version; absent where it is no single one.'),
  before: field(anything, 'What was there; absent where nothing was.'),
  after: field(anything, 'What is there since; absent where nothing is.'),
  content: field(ChangedSchema, 'The schema of the version that was registered, or removed for good.'),
  provenance: field(Provenance, 'From which commit, pull request and run it came, where that was told.'),
  hash: requiredField(string, 'SHA-256 over this change and the hash of the one before.'),
})

export const ChangeHeadShape = object('ChangeHead', {
  sequence: requiredField(long, 'Sequence of the last change; 0 where there is none.'),
  hash: requiredField(string, 'Its hash.'),
})

export const ChangePage = object('ChangePage', {
  changes: requiredField(list(ChangeShape), 'Changes in order.'),
  next: requiredField(long, 'What to ask for next, as `after`.'),
  head: requiredField(ChangeHeadShape, 'The end of the log.'),
})

export const VerificationShape = object('Verification', {
  intact: requiredField(boolean, 'Whether all that was looked at is what was written.'),
  through: requiredField(long, 'The last change that was found right.'),
  hash: requiredField(string, 'Its hash. Both are where to go on, and worth keeping where nobody can change them.'),
  complete: requiredField(boolean, 'Whether the end of the log was reached.'),
  head: requiredField(ChangeHeadShape, 'The end of the log.'),
  fault: field(
    object('ChainFault', {
      sequence: requiredField(long, 'The first change that is missing, or not what was written.'),
      kind: requiredField(choice('missing', 'changed', 'unexpected'), 'What is wrong.'),
      message: requiredField(string, 'A sentence.'),
    }),
    'What is wrong, where something is.',
  ),
})

export function changeView(change: Change): ValueOf<typeof ChangeShape, undefined> {
  const { sequence, time, actor, operation, target, before, after, content, provenance, hash = '' } = change
  return {
    sequence,
    time,
    actor,
    operation,
    subject: formatSubject(target),
    version: target.version,
    before,
    after,
    content: content && withoutEmpty(content),
    provenance,
    hash,
  }
}

export function pageView({ changes, next, head }: FeedPage): ValueOf<typeof ChangePage, undefined> {
  return { changes: changes.map(changeView), next, head }
}

export function verificationView(verification: Verification): ValueOf<typeof VerificationShape, undefined> {
  return verification
}
