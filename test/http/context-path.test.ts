/** How `/contexts/{context}/…` is folded into the rest of a URL. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldContext } from '../../src/http/context-path.ts'

const folded: [method: string, url: string, expected: string][] = [
  ['GET', '/contexts/.ctx/subjects/s/versions', '/subjects/:.ctx:s/versions'],
  ['GET', '/contexts/ctx/subjects/s/versions', '/subjects/:.ctx:s/versions'],
  ['GET', '/contexts/:.ctx:/subjects/s/versions', '/subjects/:.ctx:s/versions'],
  ['GET', '/contexts/%3A.ctx%3A/subjects/s/versions', '/subjects/:.ctx:s/versions'],
  ['GET', '/contexts/./subjects/s/versions/', '/subjects/:.:s/versions'],
  ['GET', '/contexts/:.:/subjects/s', '/subjects/:.:s'],
  ['GET', '/contexts/a%2Fb/subjects/c%2Fd', '/subjects/:.a%2Fb:c%2Fd'],
  ['GET', '/contexts/.ctx/subjects/:.other:s', '/subjects/:.other:s'],
  ['GET', '/contexts/.ctx/subjects/%3A.other%3As', '/subjects/%3A.other%3As'],
  ['GET', '/contexts/.ctx/subjects/:*:s', '/subjects/:*:s'],
  ['GET', '/contexts/.ctx/subjects/subjects/versions', '/subjects/:.ctx:subjects/versions'],
  ['GET', '/contexts/.ctx/subjects//versions', '/subjects/:.ctx:/versions'],
  ['POST', '/contexts/.ctx/compatibility/subjects/s/versions', '/compatibility/subjects/:.ctx:s/versions'],
  ['GET', '/contexts/.ctx/config', '/config/:.ctx:'],
  ['PUT', '/contexts/.ctx/mode?force=true', '/mode/:.ctx:?force=true'],
  ['GET', '/contexts/.ctx/config/s', '/config/:.ctx:s'],
  ['GET', '/contexts/.ctx/exporters/config/s', '/exporters/config/s'],
  ['GET', '/contexts/.ctx/schemas/ids/1', '/schemas/ids/1?subject=:.ctx:'],
  ['GET', '/contexts/.ctx/schemas/ids/1/versions?subject=s', '/schemas/ids/1/versions?subject=:.ctx:s'],
  ['GET', '/contexts/.ctx/schemas/ids/1?format=x&subject=:.o:s', '/schemas/ids/1?format=x&subject=:.o:s'],
  ['GET', '/contexts/.ctx/schemas', '/schemas?subjectPrefix=:.ctx:'],
  [
    'GET',
    '/contexts/.ctx/subjects?subjectPrefix=a%26b&deleted=true',
    '/subjects?subjectPrefix=:.ctx:a%26b&deleted=true',
  ],
  ['GET', '/contexts/.ctx/subjects?subjectPrefix=', '/subjects?subjectPrefix=:.ctx:'],
  ['GET', '/contexts/.ctx/schemas/types', '/schemas/types'],
  ['GET', '/contexts/.ctx/contexts', '/contexts'],
  ['POST', '/contexts/.ctx/associations?context=x', '/associations?context=:.ctx:'],
  ['GET', '/contexts/.ctx/associations/subjects/s', '/associations/subjects/:.ctx:s'],
  ['POST', '/contexts/ctx/schemalog/v1/registrations', '/schemalog/v1/registrations?context=:.ctx:'],
  ['GET', '/contexts/ctx/schemalog/v1/changes?limit=2', '/schemalog/v1/changes?limit=2&context=.ctx'],
  ['GET', '/contexts/ctx/schemalog/v1/changes?subject=s', '/schemalog/v1/changes?subject=:.ctx:s'],
  ['GET', '/contexts/ctx/schemalog/v1/changes/head', '/schemalog/v1/changes/head'],
  ['GET', '/contexts/ctx/schemalog/v1/subjects/s/versions', '/schemalog/v1/subjects/:.ctx:s/versions'],
  ['DELETE', '/contexts/ctx', '/contexts/.ctx'],
  ['DELETE', '/contexts/:.ctx:/', '/contexts/.ctx'],
  ['DELETE', '/contexts/.', '/'],
  ['GET', '/contexts?limit=1', '/contexts?limit=1'],
  ['GET', '/contexts/', '/contexts/'],
  ['GET', '/subjects/contexts', '/subjects/contexts'],
]

test('a context in the path moves into the names behind it', () => {
  for (const [method, url, expected] of folded) assert.equal(foldContext(method, url), expected, url)
})

test('a colon inside of the name is 400', () => {
  for (const name of ['a:b', '.a:b', ':a:', ':.a:b:', '%3A%3A'])
    assert.throws(() => foldContext('GET', `/contexts/${name}/subjects`), {
      code: 400,
      message: `Context name '${decodeURIComponent(name)}' cannot contain a colon`,
    })
})
