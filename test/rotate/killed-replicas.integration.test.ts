import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStates } from '../../src/domain/rotation.ts'
import { startRotation } from '../../src/rotate/start-rotation.ts'
import { serviceConnection } from '../../src/sandbox/devops/service-connections.ts'
import { inCi } from '../support/in-ci.ts'
import { type Product, startProduct } from '../support/product.ts'

const script = fileURLToPath(import.meta.resolve('./rotation-worker.ts'))
const REPLICAS = 3
const KILLS = inCi(201, 21)
const APPLICATIONS = 9

let product: Product
let folder: string
let clockFile: string
let offsetMs = 0
const applications: Application[] = []

interface Application {
  readonly objectId: string
  readonly clientId: string
  readonly connectionId: string
  readonly secretName: string
}

beforeAll(async () => {
  product = await startProduct({ applications: 20 })
  folder = await mkdtemp(join(tmpdir(), 'keyturn-kills-'))
  clockFile = join(folder, 'clock')
  await moveClock(0)
  const owner = String(product.cloud.tenant.cast.owner.id)
  for (let index = 0; index < APPLICATIONS; index += 1) await addApplication(index, owner)
})
afterAll(async () => {
  await product[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function addApplication(index: number, owner: string): Promise<void> {
  const { tenant, places, clock } = product.cloud
  const [objectId, clientId, connectionId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
  tenant.addApplication({ id: objectId, appId: clientId, displayName: `Killed ${index}` })
  tenant.addOwner(objectId, owner)
  const endAt = new Date(clock.now().getTime() + 9 * 86_400_000)
  tenant.addPassword(objectId, { displayName: 'old', startAt: clock.now(), endAt })
  places.connections.put({
    organization: 'contoso',
    access: 'administrator',
    connection: serviceConnection({ id: connectionId, name: `c${index}`, clientId, secret: 'seeded', projects: ['p'] }),
  })
  const secretName = `killed-${index}`
  const by = { personId: owner, displayName: 'Owner' }
  const event = (n: number) =>
    ({
      eventId: `added.${n}`,
      at: clock.now(),
      action: 'destination-added',
      actor: by,
      holder: { kind: 'application', objectId, clientId, displayName: null },
      keyId: null,
      detail: '',
    }) as const
  const common = { objectId, isRequired: true, addedBy: by, addedAt: clock.now() }
  const vault = { kind: 'keyVault', vaultUrl: product.cloud.origin, secretName, grantOwnersOn: null } as const
  const devOps = { kind: 'devOps', organization: 'contoso', project: 'p', endpointId: connectionId } as const
  await product.ctx.configured.add(
    { ...common, destinationId: crypto.randomUUID(), position: 0, target: vault },
    event(0),
  )
  await product.ctx.configured.add(
    { ...common, destinationId: crypto.randomUUID(), position: 1, target: devOps },
    event(1),
  )
  applications.push({ objectId, clientId, connectionId, secretName })
}

/** All replicas and the cloud go by the same time. */
async function moveClock(byMs: number): Promise<void> {
  product.cloud.clock.advance(byMs)
  offsetMs = product.cloud.clock.now().getTime() - Date.now()
  await writeFile(clockFile, String(offsetMs))
}

async function startReplica(): Promise<ChildProcess> {
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: product.cloud.caCertificatePath,
    CLOUD_ORIGIN: product.cloud.origin,
    TENANT_ID: product.cloud.tenant.tenantId,
    CONNECTION_STRING: product.connectionString,
    CLOCK_FILE: clockFile,
  }
  const child = fork(script, { env, stdio: 'ignore' })
  await Promise.race([once(child, 'message'), once(child, 'exit')])
  return child
}

/** Whoever finds that a rotation came to nothing clicks again. */
async function keepAsking(about: readonly Application[] = applications): Promise<void> {
  for (const { objectId } of about) {
    const holder = await product.ctx.directory.holder('application', objectId)
    const rotations = await product.ctx.rotations.about(objectId)
    if (holder === undefined || rotations.some(({ state }) => openStates.includes(state))) continue
    const credential = holder.credentials.toSorted((a, b) => Number(b.startAt) - Number(a.startAt))[0]
    if (credential === undefined) continue
    const approvedBy = { personId: String(product.cloud.tenant.cast.owner.id), displayName: null }
    const ctx = { ...product.ctx, policy: { ...product.ctx.policy, soakHours: 1 } }
    await startRotation(ctx, { holder, credential, approvedBy, reason: 'again' })
  }
}

it(`${KILLS} kills among ${REPLICAS} replicas leave one live secret, everywhere, and one audit row for each transition`, {
  timeout: 600_000,
}, async () => {
  await keepAsking()
  const replicas = Array.from({ length: REPLICAS }, startReplica)
  for (let kills = 0; kills < KILLS; kills += 1) {
    await sleep(5 + Math.random() * 150)
    const index = kills % REPLICAS
    const victim = await replicas[index]
    if (victim !== undefined && victim.exitCode === null && victim.signalCode === null) {
      victim.kill('SIGKILL')
      await once(victim, 'exit')
    }
    // The next one starts while the others work.
    replicas[index] = startReplica()
    // Leases and soaks pass, and people ask again.
    await moveClock(kills % 5 === 4 ? 70 * 60_000 : 31_000)
    if (kills % 20 === 19) await keepAsking()
  }
  await finish()
  for (const replica of await Promise.all(replicas)) replica.kill('SIGKILL')

  for (const application of applications) expect(await complaints(application)).toEqual([])
})

/**
 * Time passes until nothing is under way any more. A rotation that met too many leaps of the clock may have come to
 * nothing, so people ask again until each application was rotated once.
 */
async function finish(): Promise<void> {
  for (let rounds = 0; rounds < 400; rounds += 1) {
    const open = await product.ctx.rotations.open()
    const never = open.length > 0 ? [] : await neverRotated()
    if (open.length + never.length === 0) return
    await keepAsking(never)
    await moveClock(10 * 60_000)
    await sleep(300)
  }
}

async function neverRotated(): Promise<Application[]> {
  const all = await Promise.all(applications.map(({ objectId }) => product.ctx.rotations.about(objectId)))
  return applications.filter((_, index) => !all[index]?.some(({ state }) => state === 'done'))
}

async function complaints({ objectId, clientId, connectionId, secretName }: Application): Promise<string[]> {
  const { tenant, places, clock } = product.cloud
  const found: string[] = []
  const secrets = tenant.applications().find(({ id }) => id === objectId)?.passwordCredentials ?? []
  if (secrets.length !== 1) found.push(`${secrets.length} live secrets`)
  const rotations = await product.ctx.rotations.about(objectId)
  if (!rotations.some(({ state }) => state === 'done'))
    return [`nothing was ever rotated: ${JSON.stringify(rotations)}`]
  const delivered = await product.secretValue(secretName)
  if (tenant.acceptsSecret(clientId, delivered, clock.now()) !== 'accepted') found.push('the vault holds a dead secret')
  if (places.connections.secretOf(connectionId) !== delivered) found.push('the two places differ')
  for (const { state, rotationId, sequence, problem } of rotations) {
    if (openStates.includes(state)) found.push(`a rotation is ${state}: ${problem}`)
    const events = (await product.ctx.audit.about(objectId)).filter(
      ({ eventId, action }) => eventId.startsWith(`${rotationId}.`) && action.startsWith('rotation-'),
    )
    if (events.length !== sequence + 1) found.push(`${events.length} audit rows for ${sequence + 1} transitions`)
  }
  return found
}
