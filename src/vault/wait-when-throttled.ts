import type { SecretClientOptions } from '@azure/keyvault-secrets'

type Policy = NonNullable<SecretClientOptions['additionalPolicies']>[number]['policy']

const HEADERS = ['retry-after', 'retry-after-ms', 'x-ms-retry-after-ms']

/** Names a wait on every 429 that names none: the library repeats only those that do. */
export function waitWhenThrottled(waitMs: number): Policy {
  return {
    name: 'waitWhenThrottled',
    async sendRequest(request, next) {
      const response = await next(request)
      const saysHowLong = HEADERS.some((header) => response.headers.has(header))
      if (response.status === 429 && !saysHowLong) response.headers.set('retry-after-ms', waitMs)
      return response
    },
  }
}
