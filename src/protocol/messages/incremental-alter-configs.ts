/** IncrementalAlterConfigs (API key 44): changes single configs of a resource. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bool, int8, int16, int32, nullableString, string } from '../wire-types.ts'

export const IncrementalAlterConfigs = defineApi({
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: '0-1',
  flexible: '1+',
  doc: 'Changes single configs of topics; the others stay as they are.',
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
                configOperation: field(
                  int8,
                  '0+',
                  '0 set, 1 back to the default, 2 add to a list, 3 take out of a list.',
                ),
                value: field(nullableString, '0+', 'Value to set, or entries to add or take out; null for a default.'),
              }),
            ),
            '0+',
            'Configs to change.',
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
