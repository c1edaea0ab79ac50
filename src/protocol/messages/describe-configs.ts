/** DescribeConfigs (API key 32): configs of topics and brokers, with where each value comes from. */

import { defineApi } from '../define-api.ts'
import { array, field, nullableArray, struct } from '../layout.ts'
import { bool, int8, int16, int32, nullableString, string } from '../wire-types.ts'

export const DescribeConfigs = defineApi({
  key: 32,
  name: 'DescribeConfigs',
  versions: '1-4',
  flexible: '4+',
  doc: 'Configs of topics and brokers, with where each value comes from.',
  request: {
    resources: field(
      array(
        struct({
          resourceType: field(int8, '0+', '2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.'),
          resourceName: field(string, '0+', 'Name of the topic, or number of the broker.'),
          configurationKeys: field(nullableArray(string), '0+', 'Configs to show; null or empty for all.'),
        }),
      ),
      '0+',
      'Resources to describe.',
    ),
    includeSynonyms: field(bool, '0+', 'Whether to list where else the value may come from.'),
    includeDocumentation: field(bool, '3+', 'Whether to send the documentation.'),
  },
  response: {
    throttleTimeMs: field(int32, '0+', 'Milliseconds the client should wait before its next request.'),
    results: field(
      array(
        struct({
          errorCode: field(int16, '0+', '0, or why the resource is not described.'),
          errorMessage: field(nullableString, '0+', 'Why, in words; null where all is well.'),
          resourceType: field(int8, '0+', '2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.'),
          resourceName: field(string, '0+', 'Name of the topic, or number of the broker.'),
          configs: field(
            array(
              struct({
                name: field(string, '0+', 'Name of the config.'),
                value: field(nullableString, '0+', 'Value; null for the default, or where it is secret.'),
                readOnly: field(bool, '0+', 'Whether the value cannot be changed.'),
                configSource: field(int8, '0+', '1 topic, 2 to 4 broker, 5 default.', { default: -1 }),
                isSensitive: field(bool, '0+', 'Whether the value is secret.'),
                synonyms: field(
                  array(
                    struct({
                      name: field(string, '0+', 'Name under which the value is set there.'),
                      value: field(nullableString, '0+', 'Value; null for the default, or where it is secret.'),
                      source: field(int8, '0+', 'As configSource.'),
                    }),
                  ),
                  '0+',
                  'Where the value may come from, the strongest first.',
                ),
                configType: field(int8, '3+', '1 boolean, 2 string, 3 int, 4 short, 5 long, 6 double, 7 list.'),
                documentation: field(nullableString, '3+', 'What the config does.'),
              }),
            ),
            '0+',
            'Configs by name.',
          ),
        }),
      ),
      '0+',
      'One answer for each resource.',
    ),
  },
})
