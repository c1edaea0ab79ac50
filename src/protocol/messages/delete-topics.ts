/** DeleteTopics (API key 20): deletes topics. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { int16, int32, nullableString, string, uuid } from '../wire-types.ts'

export const DeleteTopics = defineApi({
  key: 20,
  name: 'DeleteTopics',
  versions: '1-6',
  flexible: '4+',
  doc: 'Deletes topics.',
  request: {
    topics: field(
      array(
        struct({
          name: field(nullableString, '0+', 'Name of the topic; null where it is meant by id.'),
          topicId: field(uuid, '0+', 'Id of the topic; zero where it is named.'),
        }),
      ),
      '6+',
      'Topics to delete, by name or by id.',
    ),
    topicNames: field(array(string), '1-5', 'Names of the topics to delete.'),
    timeoutMs: field(int32, '0+', 'Milliseconds to wait until the topics are gone.'),
  },
  response: {
    throttleTimeMs: field(int32, '0+', 'Milliseconds the client should wait before its next request.'),
    responses: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic; null where it is meant by id.', { nullable: '6+' }),
          topicId: field(uuid, '6+', 'Id of the topic; zero where it is named.'),
          errorCode: field(int16, '0+', '0, or why the topic was not deleted.'),
          errorMessage: field(nullableString, '5+', 'Why, in words; null where all is well.'),
        }),
      ),
      '0+',
      'One answer for each topic.',
    ),
  },
})
