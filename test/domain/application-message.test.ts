import { describe, expect, it } from 'vitest'
import { type ApplicationView, applicationMessage } from '../../src/domain/application-message.ts'
import { newAsk } from '../../src/domain/ask.ts'
import type { RemovalRequest } from '../../src/domain/removal.ts'
import { aCredential, anApplication, anId, aPerson, aRotation, inDays, now } from '../support/builders.ts'

const due = aCredential({ endAt: inDays(6) })
const replaced = aCredential({ endAt: inDays(9) })
const holder = anApplication({ credentials: [due, replaced] })
const rotation = aRotation({ holder, old: replaced, state: 'awaitingDeployment', newKeyId: anId() })
const by = aPerson()
const wish: RemovalRequest = {
  ...newAsk(by, now, 72),
  requestedBy: by,
  requestId: anId(),
  holder,
  keyId: replaced.keyId,
  rotationId: rotation.rotationId,
  endedAt: null,
}

function viewWith(changes: Partial<ApplicationView> = {}): ApplicationView {
  const records = { rotations: [rotation], approvals: [], snoozes: [], superseded: new Map(), removalRequests: [wish] }
  const rest = { vaultUrl: 'https://keyturn.vault.azure.net/', dryRun: false, now }
  return { holder, ...records, ...rest, alertDays: [30, 14, 7], ...changes }
}

function removalIn(view: ApplicationView) {
  const { lines } = applicationMessage(view, { because: null, keyIds: null, news: null })
  return lines.find(({ credential }) => credential.keyId === replaced.keyId)?.removal
}

describe('a wish to remove a credential', () => {
  it('is shown while what it is about is as it was, and its time is not over', () => {
    expect(removalIn(viewWith())).toEqual(wish)
    expect(removalIn(viewWith({ rotations: [{ ...rotation, rotationId: anId() }] }))).toBeNull()
    expect(removalIn(viewWith({ rotations: [{ ...rotation, state: 'retiring' }] }))).toBeNull()
    expect(removalIn(viewWith({ now: inDays(3) }))).toBeNull()
    expect(removalIn(viewWith({ removalRequests: [{ ...wish, rotationId: null }] }))).toBeNull()
  })

  it('has its buttons on the card, of which there are never more than Teams shows', () => {
    const { may } = applicationMessage(viewWith(), { because: null, keyIds: null, news: null })
    expect(may.length).toBeLessThanOrEqual(6)
    expect(may).toEqual(expect.arrayContaining(['openRemoveOld', 'openDecline']))
    const because = { is: 'approver', of: by } as const
    const asked = applicationMessage(viewWith(), { because, keyIds: null, news: null })
    expect(asked.may).toEqual(['openRemoveOld', 'openDecline', 'refresh'])
  })
})
