import type { Cloud } from '../../src/sandbox/cloud.ts'
import { startEndpoint } from './http-endpoint.ts'

/**
 * `@azure/identity` reads once in the life of a process where its managed identity answers, and keeps the tokens by
 * client ID (`ManagedIdentityClient.identitySource`, `ManagedIdentityApplication.nodeStorage` of `@azure/msal-node`).
 * So all clouds of a test process answer behind one address, each for its own client ID.
 */
export interface IdentityFront {
  readonly url: string
  /** Until the disposal, requests for the client ID of this cloud, and those for nobody's, go there. */
  open(cloud: Cloud): Disposable
}

let started: Promise<IdentityFront> | undefined

export function identityFront(): Promise<IdentityFront> {
  started ??= startFront()
  return started
}

async function startFront(): Promise<IdentityFront> {
  const clouds: Cloud[] = []
  const { url } = await startEndpoint(async (req, res) => {
    const { search, searchParams } = new URL(req.url ?? '', 'http://identity')
    const clientId = searchParams.get('client_id')
    const cloud = clouds.findLast(({ bot }) => clientId === null || bot.clientId === clientId)
    if (cloud === undefined) return void res.writeHead(400).end()
    const headers = { 'x-identity-header': cloud.identityHeader }
    const answer = await fetch(cloud.identityEndpoint + search, { headers })
    res.writeHead(answer.status, { 'content-type': 'application/json' })
    res.end(await answer.text())
  })
  return {
    url: `${url}/msi/token`,
    open(cloud) {
      clouds.push(cloud)
      return { [Symbol.dispose]: () => void clouds.splice(clouds.indexOf(cloud), 1) }
    },
  }
}
