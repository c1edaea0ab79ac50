/** AlterConfigs (API key 33): replaces all configs of a resource. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bool, int8, int16, int32, nullableString, string } from '../wire-types.ts'

export const AlterConfigs = defineApi({
  key: 33,
  name: 'AlterConfigs',
  versions: '0-2',
  flexible: '2+',
  doc: 'Replaces the configs of topics: what is not named goes back to its default.',
  request: {
    resources: field(
      array(
        struct({
          resourceType: field(int8, '0+', '2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.'),
          resourceName: field(string, '0+', 'Name of the topic, or number of the broker.'),
          configs: field(
            array(
              struct({
                name: field(string, '0+', 'Name of the config.'),
                value: field(nullableString, '0+', 'Its value.'),
              }),
            ),
            '0+',
            'All configs that the resource shall have.',
          ),
        }),
      ),
      '0+',
      'Resources to change.',
    ),
    validateOnly: field(bool, '0+', 'Whether only to say what would happen.'),
  },
  response: {
    throttleTimeMs: field(int32, '0+', 'Milliseconds the client should wait before its next request.'),
    responses: field(
      array(
        struct({
          errorCode: field(int16, '0+', '0, or why nothing of the resource was changed.'),
          errorMessage: field(nullableString, '0+', 'Why, in words; null where all is well.'),
          resourceType: field(int8, '0+', '2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.'),
          resourceName: field(string, '0+', 'Name of the topic, or number of the broker.'),
        }),
      ),
      '0+',
      'One answer for each resource.',
    ),
  },
})
