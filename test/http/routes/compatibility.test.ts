/** Compatibility checks that write nothing. */

import { A1, A2, A2X, BAD } from '../../support/registry-fixtures.ts'
import { exactly, get, given, ok, post, refused, register, testCases, textOf } from '../../support/registry-steps.ts'

const body = (schema: unknown) => ({ schema: textOf(schema) })

testCases([
  {
    title: 'C10: a schema that is none is 42201, or with verbose an answer that says why',
    steps: [
      [post('/compatibility/subjects/s/versions/latest', body(BAD)), refused(42201)],
      [post('/compatibility/subjects/s/versions/latest?verbose=true', body(BAD)), ok({ is_compatible: false })],
    ],
  },
  {
    title: 'C16: the findings are answered with verbose, in the words of the reference',
    steps: [
      ...given(register('s', A1)),
      [post('/compatibility/subjects/s/versions/latest', body(A2X)), exactly({ is_compatible: false })],
      [
        post('/compatibility/subjects/s/versions/latest?verbose=true', body(A2X)),
        ok({
          is_compatible: false,
          messages: [
            "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'f2'}",
            '{oldSchemaVersion: 1}',
            `{oldSchema: '${textOf(A1)}'}`,
            "{validateFields: 'false', compatibility: 'BACKWARD'}",
          ],
        }),
      ],
    ],
  },
  {
    title: 'a compatible schema has an empty list of messages with verbose',
    steps: [
      ...given(register('s', A1)),
      [
        post('/compatibility/subjects/s/versions/latest?verbose=true', body(A2)),
        exactly({ is_compatible: true, messages: [], findings: [] }),
      ],
      [get('/subjects/s/versions'), ok([1])],
    ],
  },
  {
    title: 'the findings beside the messages say place, rule and reason in plain words',
    steps: [
      ...given(register('s', A1)),
      [
        post('/compatibility/subjects/s/versions/latest?verbose=true', body(A2X)),
        {
          status: 200,
          part: {
            findings: [
              {
                kind: 'READER_FIELD_MISSING_DEFAULT_VALUE',
                direction: 'new-reads-old',
                oldVersion: 1,
                path: '/fields/1',
                explanation:
                  "Field 'f2' of the new schema is missing in the old schema and has no default, so data of the old schema leaves it without a value.",
                newFragment: '{"name":"f2","type":"string"}',
                oldFragment: textOf(A1),
              },
            ],
          },
        },
      ],
    ],
  },
  {
    title: 'C17: whatever comes first is compatible',
    steps: [
      [post('/compatibility/subjects/none/versions/latest', body(A1)), exactly({ is_compatible: true })],
      [post('/compatibility/subjects/none/versions', body(A1)), exactly({ is_compatible: true })],
    ],
  },
  {
    title: 'C18: a version that is not there is 40402, one that is no version 42202',
    steps: [
      ...given(register('s', A1)),
      [post('/compatibility/subjects/s/versions/100', body(A1)), refused(40402)],
      [post('/compatibility/subjects/s/versions/earliest', body(A1)), refused(42202)],
    ],
  },
])
