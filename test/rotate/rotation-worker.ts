import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { DefaultAzureCredential } from '@azure/identity'
import { createProof } from '../../src/entra/create-proof.ts'
import { createGraphClient } from '../../src/graph/create-graph-client.ts'
import { createCredentials } from '../../src/graph/credentials.ts'
import { createDirectory } from '../../src/graph/directory.ts'
import { createLogger } from '../../src/logger.ts'
import { advanceRotation } from '../../src/rotate/advance-rotation.ts'
import { createDestinations } from '../../src/rotate/destinations/create-destinations.ts'
import type { RotatePowers } from '../../src/rotate/rotate-powers.ts'
import { createStores } from '../../src/tables/create-stores.ts'
import { createCertificateVault } from '../../src/vault/create-certificate-vault.ts'
import { createVault } from '../../src/vault/create-vault.ts'

/*
 * One replica in a process of its own, to be killed: the service's rotation without its entrance, so that it starts
 * soon. The real clients talk to the simulated cloud and to Azurite; the clock stands in a file that the test moves.
 */
const { CLOUD_ORIGIN = '', TENANT_ID = '', CONNECTION_STRING = '', CLOCK_FILE = '' } = process.env
const clock = { now: () => new Date(Date.now() + Number(readFileSync(CLOCK_FILE, 'utf8'))) }
const log = createLogger('silent')
const credential = new DefaultAzureCredential()
const graph = createGraphClient({ baseUrl: CLOUD_ORIGIN, credential, logger: log, onRequest: () => {} })
const stores = await createStores({
  connectionString: CONNECTION_STRING,
  credential,
  clock,
  logger: log,
  onTransaction: () => {},
})
const vaultAt = (url: string) => createVault({ url, credential, logger: log })
const vault = vaultAt(CLOUD_ORIGIN)
const certificates = createCertificateVault({ url: CLOUD_ORIGIN, credential, logger: log })
const ctx: RotatePowers = {
  ...stores,
  clock,
  log,
  policy: { dryRun: false, rotationLifetimeDays: 90, soakHours: 1 } as RotatePowers['policy'],
  directory: createDirectory(graph, log),
  credentials: createCredentials(graph),
  vault,
  certificates,
  proof: createProof({
    authorityHost: CLOUD_ORIGIN,
    tenantId: TENANT_ID,
    graphBaseUrl: CLOUD_ORIGIN,
    sign: (ref, data) => certificates.sign(ref, data),
    clock,
  }),
  destinations: createDestinations({
    resourceManagerUrl: CLOUD_ORIGIN,
    devOpsUrl: CLOUD_ORIGIN,
    vercelUrl: CLOUD_ORIGIN,
    webhookHosts: [],
    vercelTokenSecret: 'none',
    webhookKeySecret: 'none',
    authorize: async (scope) => `Bearer ${(await credential.getToken(scope)).token}`,
    vault,
    vaultAt: () => vault,
    now: clock.now,
  }),
  isEntitled: async () => true,
}

process.send?.('ready')
for (;;) {
  for (const rotation of await stores.rotations.open()) {
    await advanceRotation(ctx, rotation).catch(() => undefined)
  }
  await sleep(20)
}
