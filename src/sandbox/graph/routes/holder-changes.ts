import { randomUUID } from 'node:crypto'
import { z } from 'zod/v4'
import type { HolderKind, StoredHolder, StoredKey } from '../../tenant/directory-object.ts'
import { inYears } from '../../tenant/in-years.ts'
import { context, type GraphCall, noContent, ok, type Reply, readBody } from '../graph-call.ts'
import { badRequest, notSimulated } from '../graph-error.ts'
import type { Route } from '../route.ts'
import { collections, holderToChange, holderToRekey, kinds, writesHolders } from './holder-asked.ts'

const maxSigningYears = 3
const text = z.string().nullable()
const instant = z.iso.datetime({ offset: true })

const key = z.object({
  keyId: z.guid().optional(),
  type: z.string(),
  usage: z.string(),
  key: text.optional(),
  displayName: text.optional(),
  customKeyIdentifier: text.optional(),
  startDateTime: instant.nullish(),
  endDateTime: instant.nullish(),
})
const patch = z.strictObject({
  displayName: text.optional(),
  description: text.optional(),
  notes: text.optional(),
  serviceManagementReference: text.optional(),
  preferredTokenSigningKeyThumbprint: text.optional(),
  notificationEmailAddresses: z.array(z.string()).optional(),
  keyCredentials: z.array(key).optional(),
})
const signing = z.object({ displayName: z.string().startsWith('CN='), endDateTime: instant.nullish() })

export const holderChangeRoutes: readonly Route[] = [
  ...kinds.map(
    (kind): Route => ({
      method: 'PATCH',
      path: `${collections[kind]}/{}`,
      permissions: writesHolders,
      answer: (call) => patchHolder(call, kind),
    }),
  ),
  {
    method: 'POST',
    path: 'servicePrincipals/{}/addTokenSigningCertificate',
    permissions: writesHolders,
    answer: addTokenSigningCertificate,
  },
]

function patchHolder(call: GraphCall, kind: HolderKind): Reply {
  const names = Object.keys(readBody(call, z.record(z.string(), z.unknown())))
  if (names.includes('passwordCredentials')) {
    throw badRequest('New password credentials must be generated with service actions.')
  }
  const unknown = names.find((name) => !(name in patch.shape))
  if (unknown !== undefined) throw notSimulated(`changing '${unknown}'`)
  const { keyCredentials, ...plain } = readBody(call, patch)
  const holder = keyCredentials === undefined ? holderToChange(call, kind) : holderToRekey(call, kind)
  const changes = Object.entries(plain).filter(([, value]) => value !== undefined)
  if (changes.length > 0) call.tenant.update(holder.id, Object.fromEntries(changes))
  if (keyCredentials !== undefined) {
    call.tenant.setKeys(
      holder.id,
      keyCredentials.map((one) => storedKey(one, holder, call.now)),
      call.caller,
    )
  }
  return noContent
}

/** An entry with a known keyId is kept as it was, because clients resend existing ones without their keys. */
function storedKey(given: z.infer<typeof key>, holder: StoredHolder, now: Date): StoredKey {
  const { keyId = randomUUID(), startDateTime, endDateTime, displayName = null, ...rest } = given
  const existing = holder.keyCredentials.find((one) => one.keyId === keyId)
  if (existing !== undefined) return existing
  const startsAt = startDateTime ?? now.toISOString()
  return {
    keyId,
    type: rest.type,
    usage: rest.usage,
    key: rest.key ?? null,
    customKeyIdentifier: rest.customKeyIdentifier ?? null,
    displayName: displayName?.slice(0, 90) ?? null,
    startDateTime: startsAt,
    endDateTime: endDateTime ?? inYears(new Date(startsAt), 1).toISOString(),
  }
}

function addTokenSigningCertificate(call: GraphCall): Reply {
  const { id } = holderToRekey(call, 'servicePrincipal')
  const { displayName, endDateTime } = readBody(call, signing)
  const latest = inYears(call.now, maxSigningYears)
  const endAt = endDateTime == null ? latest : new Date(endDateTime)
  if (endAt > latest) throw badRequest(`The certificate can be valid for ${maxSigningYears} years at most.`)
  const certificate = call.tenant.addTokenSigningCertificate(id, { displayName, endAt }, call.caller)
  return ok({ ...context(call, 'microsoft.graph.selfSignedCertificate'), ...certificate })
}
