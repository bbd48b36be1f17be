import { answerJson, type HttpEndpoint, startEndpoint } from './http-endpoint.ts'

export const identityToken = 'token-of-the-managed-identity'

/**
 * Stands in for App Service's managed identity endpoint; `variables` point the SDK to it. The SDK reads them once in
 * the life of a process: one for each test file.
 */
export interface ManagedIdentity extends HttpEndpoint {
  readonly variables: Readonly<Record<string, string>>
  /** The resource and client id of each request. */
  readonly asked: { readonly resource: string | null; readonly clientId: string | null }[]
  /** While set, nobody gets a token. */
  setBroken(broken: boolean): void
}

export async function startManagedIdentity(): Promise<ManagedIdentity> {
  const asked: ManagedIdentity['asked'] = []
  let isBroken = false
  const header = 'header-of-this-host'
  const endpoint = await startEndpoint((req, res) => {
    if (req.headers['x-identity-header'] !== header) return answerJson(res, 403, {})
    if (isBroken) return answerJson(res, 400, { error: 'invalid_request', error_description: 'Identity not found' })
    const { searchParams } = new URL(req.url ?? '', 'http://identity')
    asked.push({ resource: searchParams.get('resource'), clientId: searchParams.get('client_id') })
    const expiresOn = Math.floor(Date.now() / 1_000) + 86_400
    answerJson(res, 200, { access_token: identityToken, expires_on: `${expiresOn}`, token_type: 'Bearer' })
  })
  return {
    ...endpoint,
    asked,
    variables: { IDENTITY_ENDPOINT: `${endpoint.url}/msi/token`, IDENTITY_HEADER: header },
    setBroken(broken) {
      isBroken = broken
    },
  }
}
