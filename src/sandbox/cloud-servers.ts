import { randomUUID } from 'node:crypto'
import type { CertificateAuthority } from './certificate-authority.ts'
import { type CloudParts, createCloudHandler } from './cloud-handler.ts'
import { createManagedIdentityHandler } from './entra/managed-identity.ts'
import { createTokenIssuer } from './entra/token-issuer.ts'
import { listenOnLoopback } from './web/loopback-server.ts'
import { webListener } from './web/node-http.ts'

export interface CloudServers {
  readonly origin: string
  readonly identityEndpoint: string
  readonly identityHeader: string
  stop(): Promise<void>
}

/** Everything over HTTPS at one origin, and the managed identity endpoint over plain HTTP, as in App Service. */
export async function startServers(
  parts: Omit<CloudParts, 'issuer' | 'origin'>,
  authority: CertificateAuthority,
  port: number,
): Promise<CloudServers> {
  let origin = ''
  const tenantId = parts.tenant.tenantId
  const issuer = await createTokenIssuer(tenantId, () => `${origin}/${tenantId}/v2.0`)
  const identityHeader = randomUUID()
  const handle = createCloudHandler({ ...parts, issuer, origin: () => origin })
  const answerIdentity = createManagedIdentityHandler({
    bot: parts.bot,
    issuer,
    origin: () => origin,
    header: identityHeader,
  })

  const tls = await authority.issueLoopbackCertificate()
  const main = await listenOnLoopback(
    webListener(() => origin, handle),
    { port, tls },
  )
  origin = `https://localhost:${main.port}`
  const identity = await listenOnLoopback(webListener(() => 'http://127.0.0.1', answerIdentity))

  return {
    origin,
    identityEndpoint: `http://127.0.0.1:${identity.port}/msi/token`,
    identityHeader,
    async stop() {
      await Promise.all([main.stop(), identity.stop()])
    },
  }
}
