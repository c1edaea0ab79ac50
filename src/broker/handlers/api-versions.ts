/** ApiVersions (API key 18): what this broker answers, printed from the list of its handlers. */

import { ApiVersions, errorCodes, type ResponseInput } from '../../protocol/index.ts'
import { type Handler, handle } from '../handle.ts'

/** KIP-511: names that would be safe as labels of a metric. */
const softwareName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/
const firstVersionWithSoftware = 3

/**
 * No features are published: finalizing `transaction.version` or `group.version` would switch on clients' use of what is
 * not there yet.
 */
export const apiVersions = handle(ApiVersions, (request, { apiVersion, handlers }) => {
  const { clientSoftwareName, clientSoftwareVersion } = request
  const isNamed = softwareName.test(clientSoftwareName) && softwareName.test(clientSoftwareVersion)
  if (apiVersion >= firstVersionWithSoftware && !isNamed) {
    return { errorCode: errorCodes.INVALID_REQUEST, apiKeys: [], throttleTimeMs: 0 }
  }
  return { errorCode: errorCodes.NONE, apiKeys: handlers.map(rangeOf), throttleTimeMs: 0 }
})

/** The answer to a version that is not served, in version 0 whatever was asked (KIP-511): the client then asks again. */
export function unsupportedApiVersions(): ResponseInput<typeof ApiVersions> {
  return { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: [rangeOf(apiVersions)], throttleTimeMs: 0 }
}

function rangeOf({ api }: Handler): { apiKey: number; minVersion: number; maxVersion: number } {
  return { apiKey: api.key, minVersion: api.advertisedMinVersion, maxVersion: api.maxVersion }
}
