import { graphPath, vaultPath } from '../cloud-area.ts'
import type { Fault, Faults } from '../faults.ts'

const seconds = 30

/** What the control page can make go wrong, each for 30 seconds. */
export const troubles = ['graph-throttled', 'vault-failing', 'mail-failing'] as const
export type Trouble = (typeof troubles)[number]

const faultOf: Record<Trouble, Omit<Fault, 'id' | 'when' | 'untilAt'>> = {
  'graph-throttled': {
    title: 'Microsoft Graph answers 429, too many requests',
    path: graphPath,
    respond: { status: 429, code: 'TooManyRequests', message: 'Please retry again later.', retryAfterSeconds: 5 },
  },
  'vault-failing': {
    title: 'Key Vault answers 500, internal error',
    path: vaultPath,
    respond: { status: 500, code: 'InternalServerError', message: 'An internal error occurred.' },
  },
  'mail-failing': {
    title: 'Exchange refuses mails with 403, access denied',
    path: /\/sendMail$/,
    respond: { status: 403, code: 'ErrorAccessDenied', message: 'Access is denied. Check credentials and try again.' },
  },
}

/** Starts it, or gives it its full time again. */
export function startTrouble(faults: Faults, kind: Trouble): void {
  faults.add({ ...faultOf[kind], id: kind, when: 'before', untilAt: new Date(Date.now() + seconds * 1000) })
}
