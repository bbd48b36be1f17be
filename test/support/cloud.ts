import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type Cloud, type CloudOptions, startCloud } from '../../src/sandbox/cloud.ts'
import { identityFront } from './identity-front.ts'

/**
 * A simulated cloud that this test process trusts, `fetch` and `https` alike, and whose managed identity
 * `@azure/identity` finds. `stop` takes the identity away again.
 */
export async function startTestCloud(options: CloudOptions = {}): Promise<Cloud> {
  const [cloud, front] = await Promise.all([
    startCloud({ applications: 20, throttle: false, replicationDelayMs: 0, ...options }),
    identityFront(),
  ])
  setDefaultCACertificates([...getCACertificates('default'), cloud.caCertificatePem])
  const identity = front.open(cloud)
  const variables = {
    IDENTITY_ENDPOINT: front.url,
    IDENTITY_HEADER: cloud.identityHeader,
    AZURE_CLIENT_ID: cloud.bot.clientId,
  }
  Object.assign(process.env, variables)
  return {
    ...cloud,
    async stop() {
      identity[Symbol.dispose]()
      if (process.env.AZURE_CLIENT_ID === cloud.bot.clientId) {
        for (const name of Object.keys(variables)) delete process.env[name]
      }
      await cloud.stop()
    },
  }
}
