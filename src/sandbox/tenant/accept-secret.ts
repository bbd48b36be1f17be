import type { StoredHolder, StoredPassword } from './directory-object.ts'
import type { TenantState } from './tenant-state.ts'

export type SecretVerdict =
  | 'accepted'
  | 'unknown-application'
  | 'invalid-secret'
  | 'expired-secret'
  | 'not-yet-replicated'

/** Judges a sign-in with a client secret and remembers an accepted one for the sign-in report. */
export function acceptSecret(state: TenantState, clientId: string, secretText: string, now: Date): SecretVerdict {
  const { application, servicePrincipal } = state.holders
  const holders = [application.byClientId(clientId), servicePrincipal.byClientId(clientId)].filter(
    (holder) => holder !== undefined,
  )
  if (holders.length === 0) return 'unknown-application'

  const visible = holders.flatMap(({ id }) => application.seen(id, now) ?? servicePrincipal.seen(id, now) ?? [])
  for (const holder of visible) {
    const password = passwordWith(state, holder, secretText)
    if (password === undefined) continue
    if (password.endDateTime != null && Date.parse(password.endDateTime) <= now.getTime()) return 'expired-secret'
    if (password.startDateTime != null && Date.parse(password.startDateTime) > now.getTime()) return 'invalid-secret'
    state.signIns.set(password.keyId, { objectId: holder.id, at: now })
    return 'accepted'
  }
  return holders.some((holder) => passwordWith(state, holder, secretText)) ? 'not-yet-replicated' : 'invalid-secret'
}

function passwordWith(
  { secrets }: TenantState,
  { passwordCredentials }: StoredHolder,
  secretText: string,
): StoredPassword | undefined {
  return passwordCredentials.find(({ keyId }) => secrets.matches(keyId, secretText))
}
