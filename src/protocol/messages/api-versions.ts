/** Which versions of which APIs the broker serves: the first thing that a client asks. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bool, int16, int32, int64, string } from '../wire-types.ts'

/**
 * ApiVersions (API key 18). The client does not know yet what the broker speaks, so the header of the response never has
 * tags, and a version that the broker does not serve is answered in version 0 (KIP-511).
 */
export const ApiVersions = defineApi({
  key: 18,
  name: 'ApiVersions',
  doc: 'Tells a client which versions of which APIs the broker serves.',
  versions: '0-4',
  flexible: '3+',
  request: {
    clientSoftwareName: field(string, '3+', 'Name of the client library.'),
    clientSoftwareVersion: field(string, '3+', 'Version of the client library.'),
  },
  response: {
    errorCode: field(int16, '0+', '0, UNSUPPORTED_VERSION or INVALID_REQUEST.'),
    apiKeys: field(
      array(
        struct({
          apiKey: field(int16, '0+', 'Key of the API.'),
          minVersion: field(int16, '0+', 'Lowest version served.'),
          maxVersion: field(int16, '0+', 'Highest version served.'),
        }),
      ),
      '0+',
      'What is served, by key.',
    ),
    throttleTimeMs: field(int32, '1+', 'Milliseconds the client should wait before its next request.'),
    supportedFeatures: field(
      array(
        struct({
          name: field(string, '3+', 'Name of the feature.'),
          minVersion: field(int16, '3+', 'Lowest level supported.'),
          maxVersion: field(int16, '3+', 'Highest level supported.'),
        }),
      ),
      '3+',
      'Features the broker could use.',
      { tag: 0 },
    ),
    finalizedFeaturesEpoch: field(
      int64,
      '3+',
      'Rises with every change of the finalized features; -1 where there are none.',
      {
        tag: 1,
        default: -1,
      },
    ),
    finalizedFeatures: field(
      array(
        struct({
          name: field(string, '3+', 'Name of the feature.'),
          maxVersionLevel: field(int16, '3+', 'Highest level in use.'),
          minVersionLevel: field(int16, '3+', 'Lowest level in use.'),
        }),
      ),
      '3+',
      'Features in use.',
      { tag: 2 },
    ),
    zkMigrationReady: field(bool, '3+', 'Left from the migration away from ZooKeeper; always false.', { tag: 3 }),
  },
})
