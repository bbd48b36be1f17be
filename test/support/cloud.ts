import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { type Cloud, type CloudOptions, startCloud } from '../../src/sandbox/cloud.ts'

/**
 * A simulated cloud that this test process trusts, `fetch` and `https` alike, and whose managed identity
 * `@azure/identity` finds. `stop` takes the identity away again.
 */
export async function startTestCloud(options: CloudOptions = {}): Promise<Cloud> {
  const cloud = await startCloud({ applications: 20, throttle: false, replicationDelayMs: 0, ...options })
  setDefaultCACertificates([...getCACertificates('default'), cloud.caCertificatePem])
  process.env.IDENTITY_ENDPOINT = cloud.identityEndpoint
  process.env.IDENTITY_HEADER = cloud.identityHeader
  return {
    ...cloud,
    async stop() {
      if (process.env.IDENTITY_HEADER === cloud.identityHeader) {
        delete process.env.IDENTITY_ENDPOINT
        delete process.env.IDENTITY_HEADER
      }
      await cloud.stop()
    },
  }
}
