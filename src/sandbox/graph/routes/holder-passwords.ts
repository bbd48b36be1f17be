import { z } from 'zod/v4'
import type { HolderKind, StoredHolder } from '../../tenant/directory-object.ts'
import { inYears } from '../../tenant/in-years.ts'
import { checkPasswordPolicy } from '../app-management-policy.ts'
import { context, type GraphCall, noContent, ok, type Reply, readBody } from '../graph-call.ts'
import { badRequest } from '../graph-error.ts'
import type { Route } from '../route.ts'
import { collections, holderToRekey, kinds, writesHolders } from './holder-asked.ts'

const instant = z.iso.datetime({ offset: true })
const addition = z.object({
  passwordCredential: z
    .object({
      displayName: z.string().nullish(),
      startDateTime: instant.nullish(),
      endDateTime: instant.nullish(),
    })
    .nullish(),
})
const removal = z.object({ keyId: z.guid() })

export const holderPasswordRoutes: readonly Route[] = kinds.flatMap((kind) => {
  const [method, path, permissions] = ['POST', `${collections[kind]}/{}`, writesHolders] as const
  return [
    { method, permissions, path: `${path}/addPassword`, answer: (call) => addPassword(call, kind) },
    { method, permissions, path: `${path}/removePassword`, answer: (call) => removePassword(call, kind) },
  ] satisfies Route[]
})

function addPassword(call: GraphCall, kind: HolderKind): Reply {
  const holder = holderToRekey(call, kind)
  const { passwordCredential } = readBody(call, addition)
  const { displayName = null, startDateTime, endDateTime } = passwordCredential ?? {}
  const startAt = startDateTime == null ? call.now : new Date(startDateTime)
  const endAt = endDateTime == null ? inYears(startAt, 2) : new Date(endDateTime)
  if (endAt <= startAt) throw badRequest('The end date of a credential must be after its start date.')

  checkPasswordPolicy(call, kind, holder, endAt.getTime() - startAt.getTime())
  checkPersonalAudience(holder)
  const password = call.tenant.addPassword(holder.id, { displayName, startAt, endAt }, call.caller)
  return ok({ ...context(call, 'microsoft.graph.passwordCredential'), ...password })
}

/** A secret that has not spread yet is as absent as one that was removed. */
function removePassword(call: GraphCall, kind: HolderKind): Reply {
  const holder = holderToRekey(call, kind)
  const { keyId } = readBody(call, removal)
  const isSeen = holder.passwordCredentials.some((one) => one.keyId === keyId)
  if (!isSeen || call.tenant.removePassword(holder.id, keyId, call.caller) === 'absent') {
    throw badRequest(`No password credential found with keyId ${keyId}.`)
  }
  return noContent
}

function checkPersonalAudience({ signInAudience, passwordCredentials }: StoredHolder): void {
  if (!isPersonalAudience(signInAudience) || passwordCredentials.length < 2) return
  throw badRequest('Not allowed to add 3 passwords. You can only add a maximum of 2 passwords.')
}

/** Applications open to personal accounts have limits of their own. */
export function isPersonalAudience(signInAudience: string | null | undefined): boolean {
  return signInAudience?.includes('PersonalMicrosoftAccount') === true
}
