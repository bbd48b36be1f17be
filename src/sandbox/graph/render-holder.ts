import type { HolderKind, StoredHolder } from '../tenant/directory-object.ts'
import { project, type Selection } from './projection.ts'

const emptyPassword = { customKeyIdentifier: null, displayName: null, endDateTime: null, hint: null }
const emptyKey = { customKeyIdentifier: null, displayName: null, endDateTime: null }

/**
 * An application or service principal as Graph shows it. A certificate's key is shown for a single object, and there
 * only if `keyCredentials` is selected; secret texts never.
 */
export function renderHolder(
  kind: HolderKind,
  holder: StoredHolder,
  selection: Selection,
  isSingle = false,
): Record<string, unknown> {
  const shown = project(kind, holder, selection)
  if ('passwordCredentials' in shown) {
    shown.passwordCredentials = holder.passwordCredentials.map((one) => ({
      ...emptyPassword,
      ...one,
      secretText: null,
    }))
  }
  if ('keyCredentials' in shown) {
    const showsKey = isSingle && selection?.includes('keyCredentials') === true
    shown.keyCredentials = holder.keyCredentials.map((one) => ({
      ...emptyKey,
      ...one,
      key: (showsKey ? one.key : null) ?? null,
    }))
  }
  return shown
}
