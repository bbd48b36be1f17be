import type { Context } from '@microsoft/microsoft-graph-client'
import { expect, test } from 'vitest'
import { authenticateRequests } from '../../src/graph/authenticate-requests.ts'

const scopes: unknown[] = []
const credential = {
  getToken: async (scope: string | string[]) => {
    scopes.push(scope)
    return { token: 'canary', expiresOnTimestamp: 0 }
  },
}

async function authorizationFor(request: string, headers: Record<string, string> = {}): Promise<string | null> {
  let sent: Context | undefined
  const next = {
    execute: async (context: Context) => {
      sent = context
    },
  }
  const middleware = authenticateRequests(credential, 'https://graph.example:8443', next)
  await middleware.execute({ request, options: { headers } })
  return new Headers(sent?.options?.headers).get('authorization')
}

test("the token goes to Graph's own origin, port included", async () => {
  expect(await authorizationFor('https://graph.example:8443/v1.0/users')).toBe('Bearer canary')
  expect(scopes).toEqual(['https://graph.example:8443/.default'])
})

test('no other origin gets a token, not even one that a caller brought', async () => {
  for (const url of [
    'https://graph.example/v1.0/users',
    'http://graph.example:8443/v1.0/users',
    'https://graph.example.evil.test:8443/v1.0',
    'https://evil.test/https://graph.example:8443/',
    'https://graph.example:8443@evil.test/',
  ]) {
    expect(await authorizationFor(url, { Authorization: 'Bearer canary' })).toBeNull()
  }
})
