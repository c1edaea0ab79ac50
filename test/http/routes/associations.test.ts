/** Resources and the subjects that say what their keys and values are. */

import { A1, A2, AI, BASE, REF } from '../../support/registry-fixtures.ts'
import {
  get,
  given,
  holding,
  listOf,
  ok,
  post,
  put,
  refused,
  register,
  remove,
  testCases,
  textOf,
} from '../../support/registry-steps.ts'

const topic = { resourceName: 'orders', resourceNamespace: 'cluster1', resourceId: 'id-1', resourceType: 'topic' }
const strong = { ...topic, associations: [{ schema: { schema: textOf(A1) } }] }
const own = ':.cluster1:orders-value'
const gone = { status: 204 }
const weak = (resourceId: string, subject: string) => ({
  ...topic,
  resourceId,
  resourceName: resourceId,
  associations: [{ subject }],
})

testCases([
  {
    title: 'the colon of a batch may be encoded, as some clients do it',
    steps: [
      [post('/associations%3AbatchGet', { requests: [] }), holding({ results: [] }, 207)],
      [post('/contexts/ctx/associations%3abatchMutate', { requests: [] }), holding({ results: [] }, 207)],
    ],
  },
  {
    title: 'a schema in a new association is registered in the subject of its resource, which is STRONG and frozen',
    steps: [
      [
        post('/associations', strong),
        holding({
          ...topic,
          associations: [
            {
              subject: own,
              associationType: 'value',
              lifecycle: 'STRONG',
              schema: { subject: own, version: 1, id: 1, schema: textOf(A1) },
            },
          ],
        }),
      ],
      [get(`/subjects/${own}/versions`), ok([1])],
      [get(`/associations/subjects/${own}`), listOf({ ...topic, subject: own, lifecycle: 'STRONG' })],
      [get('/associations/resources/id-1'), listOf({ subject: own })],
      [get('/associations/resources/cluster1/orders?resourceType=topic'), listOf({ subject: own })],
      [get('/associations/resources/-/orders?associationType=value'), listOf({ subject: own })],
      [get('/associations/resources/-/orders?associationType=key'), ok([])],
      [get('/associations/resources/-/orders?lifecycle=WEAK'), ok([])],
      [get('/associations/resources/-/orders?lifecycle=FOO'), refused(404)],
    ],
  },
  {
    title: 'the same association may be created again, another one of its type may not',
    steps: [
      [post('/associations', strong), holding({ associations: [{ subject: own }] })],
      [post('/associations', strong), holding({ associations: [{ subject: own }] })],
      [post('/associations', { ...strong, associations: [{ schema: { schema: textOf(A2) } }] }), refused(40903)],
      [get(`/subjects/${own}/versions`), ok([1])],
    ],
  },
  {
    title: 'a dry run checks all and writes nothing',
    steps: [
      [post('/associations?dryRun=true', { ...strong, resourceId: undefined }), holding({ resourceName: 'orders' })],
      [get('/associations/resources/-/orders'), ok([])],
      [get('/subjects'), ok([])],
      [post('/associations?dryRun=true', { ...strong, resourceName: 'a.b' }), refused(42212)],
    ],
  },
  {
    title: 'a WEAK association names a subject that has a version',
    steps: [
      [post('/associations', weak('t1', 's')), refused(40907)],
      ...given(register('s', A1)),
      [
        post('/associations', weak('t1', 's')),
        holding({ associations: [{ subject: 's', associationType: 'value', lifecycle: 'WEAK' }] }),
      ],
      [post('/associations', weak('t2', 's')), holding({ associations: [{ subject: 's' }] })],
      [get('/associations/subjects/s'), listOf({ resourceId: 't1' }, { resourceId: 't2' })],
      [get('/associations/subjects/s?offset=1&limit=1'), listOf({ resourceId: 't2' })],
      [remove('/subjects/s'), refused(40904)],
      [remove('/subjects/s/versions/1'), refused(40907)],
      [remove('/associations/resources/t1'), gone],
      [remove('/associations/resources/t1'), refused(40410)],
      [remove('/associations/resources/t2'), gone],
      [remove('/subjects/s'), ok([1])],
    ],
  },
  {
    title: 'what a request leaves out or contradicts is named',
    steps: [
      [post('/associations', { ...strong, resourceId: '' }), refused(42212, /'resourceId'/)],
      [post('/associations', { ...strong, resourceNamespace: '' }), refused(42212, /'resourceNamespace'/)],
      [post('/associations', { ...strong, resourceType: 'queue' }), refused(42212, /'resourceType'/)],
      [post('/associations', { ...strong, associations: [] }), refused(42212, /'associations'/)],
      [post('/associations', { ...topic, associations: [{}] }), refused(42212, /'subject'/)],
      [post('/associations', { ...topic, associations: [{ subject: own }] }), refused(42212, /'subject'/)],
      [post('/associations', { ...topic, associations: [{ lifecycle: 'FOO' }] }), refused(42212, /'lifecycle'/)],
      [
        post('/associations', { ...topic, associations: [{ schema: { schema: textOf(A1) }, frozen: false }] }),
        refused(42212, /'frozen'/),
      ],
      [
        post('/associations', { ...topic, associations: [{ schema: { schema: textOf(A1) }, subject: 's' }] }),
        refused(42212, /'subject'/),
      ],
      [
        post('/associations', { ...topic, associations: [{ subject: 's' }, { subject: 't' }] }),
        refused(42212, /'associationType'/),
      ],
      [put('/associations/resources/other', strong), refused(42212, /'resourceId'/)],
      [put('/associations/resources/id-1', strong), refused(42212, /'schema'/)],
      [
        put('/associations/resources/id-1', { ...topic, associations: [{ lifecycle: 'STRONG' }] }),
        refused(42212, /'lifecycle'/),
      ],
    ],
  },
  {
    title: 'a frozen association stays as it is until its resource goes, and its subject goes with it',
    steps: [
      ...given(post('/associations', strong)),
      [
        put('/associations/resources/id-1', { ...topic, associations: [{ schema: { schema: textOf(A2) } }] }),
        refused(40908),
      ],
      [put('/associations/resources/id-1', { ...topic, associations: [{ lifecycle: 'WEAK' }] }), refused(40908)],
      [put('/associations/resources/id-1', strong), holding({ associations: [{ subject: own }] })],
      [remove('/associations/resources/id-1'), refused(40908)],
      [remove('/associations/resources/id-1?cascadeLifecycle=true&dryRun=true'), gone],
      [get(`/subjects/${own}/versions`), ok([1])],
      [remove('/associations/resources/id-1?cascadeLifecycle=true'), gone],
      [get(`/subjects/${own}/versions`), refused(40401)],
      [get(`/subjects/${own}/versions?deleted=true`), ok([1])],
    ],
  },
  {
    title: 'an upsert brings new versions to a subject that is not frozen, within its compatibility',
    steps: [
      ...given(register('s', A1)),
      ...given(post('/associations', weak('t1', 's'))),
      [
        put('/associations/resources/t1', { ...weak('t1', 's'), associations: [{ schema: { schema: textOf(A2) } }] }),
        holding({ associations: [{ subject: 's', schema: { version: 2, schema: textOf(A2) } }] }),
      ],
      [
        put('/associations/resources/t1', { ...weak('t1', 's'), associations: [{ schema: { schema: textOf(AI) } }] }),
        refused(40901),
      ],
      [put('/associations/resources/t1', weak('t1', 'other')), refused(42212, /'subject'/)],
      [
        put('/associations/resources/t1', { ...weak('t1', 's'), associations: [{ frozen: true }] }),
        refused(42212, /'frozen'/),
      ],
    ],
  },
  {
    title: 'a subject that belongs to a resource is neither shared nor referred to',
    steps: [
      ...given(register(':.cluster1:orders-value', A1)),
      ...given(post('/associations', { ...topic, associations: [{ lifecycle: 'STRONG' }] })),
      [post('/associations', weak('t2', own)), refused(40905)],
      [
        post('/subjects/:.cluster1:base/versions', {
          schema: textOf(BASE),
          references: [{ name: 'com.example.Ref', subject: 'orders-value', version: 1 }],
        }),
        refused(42201),
      ],
    ],
  },
  {
    title: 'a schema may not refer to a subject with a STRONG association, and a referenced one cannot become STRONG',
    steps: [
      ...given(post('/associations', { ...strong, associations: [{ schema: { schema: textOf(REF) } }] })),
      [
        post('/subjects/base/versions', {
          schema: textOf(BASE),
          references: [{ name: 'com.example.Ref', subject: own, version: 1 }],
        }),
        refused(42205, /has a strong association and cannot be referenced/),
      ],
      ...given(register(':.cluster1:users-value', REF)),
      ...given(
        post('/subjects/base/versions', {
          schema: textOf(BASE),
          references: [{ name: 'com.example.Ref', subject: ':.cluster1:users-value', version: 1 }],
        }),
      ),
      [
        post('/associations', {
          ...topic,
          resourceName: 'users',
          resourceId: 'id-2',
          associations: [{ lifecycle: 'STRONG' }],
        }),
        refused(42206),
      ],
    ],
  },
  {
    title: 'all associations of a resource have the same lifecycle, and a request is done whole or not at all',
    steps: [
      ...given(register('s', A1)),
      [
        post('/associations', {
          ...topic,
          associations: [
            { associationType: 'key', schema: { schema: '"string"' } },
            { associationType: 'value', subject: 's' },
          ],
        }),
        refused(42212, /'lifecycle'/),
      ],
      [get('/associations/resources/id-1'), ok([])],
      [get('/subjects'), ok(['s'])],
    ],
  },
  {
    title: 'a batch answers each request by itself',
    steps: [
      ...given(register('s', A1)),
      [
        post('/associations:batchMutate', {
          requests: [
            strong,
            weak('t1', 'nowhere'),
            { ...weak('t2', 's'), associations: [{ opType: 'UPSERT', subject: 's' }] },
          ],
        }),
        holding(
          {
            results: [
              { result: { associations: [{ subject: own }] } },
              { error: { error_code: 40907, message: "No active (non-deleted) version exists for subject 'nowhere'" } },
              { result: { associations: [{ subject: 's' }] } },
            ],
          },
          207,
        ),
      ],
      [
        post('/associations:batchGet?includeSchemas=true', {
          requests: [{ resourceId: 'id-1' }, { resourceName: 't2', associationTypes: ['key'] }],
        }),
        holding(
          {
            results: [
              { result: { associations: [{ subject: own, schema: { version: 1, schema: textOf(A1) } }] } },
              { error: { error_code: 40410, message: "Association for 't2' not found." } },
            ],
          },
          207,
        ),
      ],
      [
        post('/associations:batchMutate', {
          requests: [{ ...topic, associations: [{ opType: 'DELETE', cascadeLifecycle: true }] }],
        }),
        holding({ results: [{ result: { resourceName: 'orders' } }] }, 207),
      ],
      [get('/associations/resources/id-1'), ok([])],
    ],
  },
  {
    title: 'the list of schemas can be narrowed to subjects that belong to something',
    steps: [
      ...given(register('s', A1)),
      ...given(register('t', A1)),
      ...given(post('/associations', weak('t1', 's'))),
      [get('/schemas?resourceType=topic'), holding([{ subject: 's', associations: [{ resourceId: 't1' }] }])],
      [get('/schemas?associationType=key'), ok([])],
      [get('/schemas?lifecycle=WEAK'), listOf({ subject: 's' })],
      [get('/schemas?lifecycle=STRONG'), ok([])],
      [get('/schemas?lifecycle=NONE'), listOf({ subject: 's' }, { subject: 't' })],
      [get('/schemas?lifecycle=FOO'), refused(404)],
    ],
  },
  {
    title: 'a context in the path is where subjects without one are',
    steps: [
      ...given(register(':.ctx:s', A1)),
      [post('/contexts/.ctx/associations', weak('t1', 's')), holding({ associations: [{ subject: ':.ctx:s' }] })],
      [post('/associations?context=ctx', weak('t2', 's')), holding({ associations: [{ subject: ':.ctx:s' }] })],
    ],
  },
])
