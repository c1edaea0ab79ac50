/** /schemalog/v1/changes: the change log as a feed, and whether it is what was written. */

import { changeOperations, parseSubject, type Registry } from '../../registry/index.ts'
import { json } from '../answers.ts'
import { clusterDoor, scopeDoor } from '../door.ts'
import { eventText } from '../event-stream.ts'
import { choices, integer, long, text } from '../parameter.ts'
import { type Resource, type Route, route } from '../route.ts'
import {
  ChangeHeadShape,
  ChangePage,
  changeView,
  pageView,
  VerificationShape,
  verificationView,
} from '../shapes/change.ts'

/** Shorter than the idle time of common proxies (60 s), and than our own time for an answer. */
const maxWaitMs = 30_000
/** A sign of life that often: whoever stands between may close what is silent. */
const heartbeatMs = 15_000
/** Each stream has a page of changes in hand, and some are read slowly. */
const streamPageBytes = 64 * 1024

export function changesResource(registry: Registry): Resource {
  return {
    path: '/schemalog/v1/changes',
    title: 'Changes',
    doc: 'Every write, in order, with what was there before and after. No other registry has this.',
    routes: [feedRoute(registry), ...chainRoutes(registry)],
  }
}

const filter = {
  subject: text(
    'Only changes of this subject, `:.ctx:name` outside the default context; `:.ctx:` for the context itself.',
  ),
  context: text('Only changes in this context.'),
  operation: choices(changeOperations, 'Only these operations:'),
}

interface Filter {
  readonly subject: string
  readonly context: string
  readonly operation: readonly (typeof changeOperations)[number][]
}

function feedRoute(registry: Registry): Route {
  return route({
    method: 'get',
    path: '/',
    name: 'listChanges',
    doc: 'Changes after a sequence. With waitMs the answer waits until there is one. With `Accept: text/event-stream` they come as they are written.',
    query: {
      after: long('Sequence of the last change that is known already; from the beginning where absent.'),
      limit: integer('Most changes of one answer, up to 1000; fewer come where they are large.', 100),
      waitMs: integer(`How long to wait for a change where there is none yet, up to ${maxWaitMs}.`),
      ...filter,
    },
    answers: json(ChangePage),
    refusals: ['tooManyListeners'],
    door: ({ query }) => scopeDoor('read', query.subject),
    answer: async ({ query, ended }) => {
      const { after, limit, waitMs } = query
      const until = Date.now() + Math.min(waitMs, maxWaitMs)
      const signal = ended()
      let page = await registry.changes({ after, limit, ...filterOf(query) })
      while (page.changes.length === 0 && !signal.aborted) {
        const remainingMs = until - Date.now()
        if (page.next >= page.head.sequence) {
          if (remainingMs <= 0) break
          await registry.waitForChanges(page.next, remainingMs, signal)
        }
        page = await registry.changes({ after: page.next, limit, ...filterOf(query) })
      }
      return pageView(page)
    },
    events: {
      doc: 'Each change as an event `change` with its sequence as id. `Last-Event-ID` counts like `after`.',
      texts: ({ query, headers, ended }) => {
        const after = sequenceOf(headers['last-event-id']) ?? query.after
        return events(registry, after, filterOf(query), ended())
      },
    },
  })
}

/** An id that an event had; whatever else a client sends is none. */
function sequenceOf(id: string | string[] | undefined): number | undefined {
  const sequence = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : Number.NaN
  return Number.isSafeInteger(sequence) ? sequence : undefined
}

/** Ends when the signal comes, or when there are too many listeners: the client comes again by itself. */
async function* events(
  registry: Registry,
  from: number,
  query: ReturnType<typeof filterOf>,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const leave = registry.followChanges()
  try {
    // The head of the answer goes out with the first text, and whoever listens should know that it does.
    yield ': changes follow\n\n'
    let after = from
    while (!signal.aborted) {
      const page = await registry.changes({ after, maxBytes: streamPageBytes, ...query })
      for (const change of page.changes) yield eventText(change.sequence, 'change', JSON.stringify(changeView(change)))
      // An id alone is no event, but it is what the client comes back with: it need not go through all of this again.
      if (page.changes.length === 0 && page.next > after) yield `id: ${page.next}\n\n`
      after = page.next
      if (after < page.head.sequence) continue
      const since = performance.now()
      await registry.waitForChanges(after, heartbeatMs, signal)
      if (performance.now() - since >= heartbeatMs) yield ': still here\n\n'
    }
  } finally {
    leave()
  }
}

function filterOf({ subject, context, operation }: Filter) {
  const key = subject === '' ? undefined : parseSubject(subject)
  return {
    ...(context !== '' && { context }),
    ...(key && { context: key.context, subject: key.subject }),
    ...(operation.length > 0 && { operations: operation }),
  }
}

function chainRoutes(registry: Registry): Route[] {
  return [
    route({
      method: 'get',
      path: '/head',
      name: 'getChangeHead',
      doc: 'Sequence and hash of the last change.',
      answers: json(ChangeHeadShape),
      door: () => clusterDoor('describe'),
      answer: () => registry.changeHead(),
    }),
    route({
      method: 'get',
      path: '/verification',
      name: 'verifyChanges',
      doc: 'Checks the hashes of changes, and tells the first that was altered, removed, put in or moved.',
      query: {
        after: long('Where to go on: `through` of an earlier answer.'),
        hash: text('`hash` of that answer; if the change has another one by now, that is told.'),
        limit: integer('Most changes to look at, up to 100000.', 10_000),
      },
      answers: json(VerificationShape),
      door: () => clusterDoor('describe'),
      answer: async ({ query: { hash, ...query } }) =>
        verificationView(await registry.verifyChanges({ ...query, ...(hash !== '' && { hash }) })),
    }),
  ]
}
