import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { z } from 'zod/v4'
import type { HolderKind, StoredHolder, StoredKey } from '../../tenant/directory-object.ts'
import { inYears } from '../../tenant/in-years.ts'
import { checkKeyPolicy } from '../app-management-policy.ts'
import { context, type GraphCall, noContent, ok, type Reply, readBody } from '../graph-call.ts'
import { badRequest, notSimulated } from '../graph-error.ts'
import type { Route } from '../route.ts'
import { collections, holderToChange, holderToRekey, kinds, storeOf, writesHolders } from './holder-asked.ts'

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
  const current = storeOf(call, kind).get(holder.id) ?? holder
  const keys = keyCredentials?.map((one) => storedKey(call, kind, one, current))
  const changes = Object.entries(plain).filter(([, value]) => value !== undefined)
  if (changes.length > 0) call.tenant.update(holder.id, Object.fromEntries(changes))
  if (keys !== undefined) call.tenant.setKeys(holder.id, keys, call.caller)
  return noContent
}

/**
 * An entry with a known keyId is kept as it was, because clients resend existing ones without their keys. That a
 * certificate's thumbprint becomes its identifier is documented; in what form, and what is said about a missing key,
 * rests on memory.
 */
function storedKey(call: GraphCall, kind: HolderKind, given: z.infer<typeof key>, holder: StoredHolder): StoredKey {
  const { keyId = randomUUID(), startDateTime, endDateTime, displayName = null, ...rest } = given
  const existing = holder.keyCredentials.find((one) => one.keyId === keyId)
  if (existing !== undefined) return existing
  if (rest.key == null) throw badRequest(`The key credential '${keyId}' has no key.`)
  const startsAt = startDateTime ?? call.now.toISOString()
  const endsAt = endDateTime ?? inYears(new Date(startsAt), 1).toISOString()
  const der = Buffer.from(rest.key, 'base64')
  checkValidity(der, Date.parse(startsAt), Date.parse(endsAt))
  checkKeyPolicy(call, kind, holder, Date.parse(endsAt) - Date.parse(startsAt))
  return {
    keyId,
    type: rest.type,
    usage: rest.usage,
    key: rest.key,
    customKeyIdentifier: rest.customKeyIdentifier ?? createHash('sha1').update(der).digest('base64'),
    displayName: displayName?.slice(0, 90) ?? null,
    startDateTime: startsAt,
    endDateTime: endsAt,
  }
}

/** What is no certificate has no validity to keep to. */
function checkValidity(der: Buffer, startMs: number, endMs: number): void {
  const certificate = certificateIn(der)
  if (certificate === undefined) return
  const { validFromDate, validToDate } = certificate
  if (startMs < validFromDate.getTime()) {
    throw badRequest('Key credential start date is invalid.', 'KeyCredentialsInvalidStartDate')
  }
  if (endMs > validToDate.getTime()) {
    throw badRequest('Key credential end date is invalid.', 'KeyCredentialsInvalidEndDate')
  }
}

function certificateIn(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
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
