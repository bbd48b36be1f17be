import { describe, expect, it } from 'vitest'
import { type ApplicationView, applicationMessage, keyIdsWorthShowing } from '../../src/domain/application-message.ts'
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

describe('a rotation that waits for a second person', () => {
  const [asker, other] = [aPerson(), aPerson()]
  const offeredTo = (personId: string | undefined, aloneSinceAt: Date | null = null) => {
    const request = { ...newAsk(asker, now, 72), requestedBy: asker, because: [], aloneSinceAt }
    const proposed = aRotation({ holder, old: due, state: 'proposed', approvedBy: asker, request })
    const view = viewWith({ rotations: [proposed], removalRequests: [] })
    const because = { is: 'owner' } as const
    const named = personId === undefined ? {} : { personId }
    return applicationMessage(view, { ...named, because, keyIds: [due.keyId], news: null }).may
  }

  it('is not offered for approval to whoever asked, who may still take it back', () => {
    expect(offeredTo(asker.personId)).not.toContain('openApproveRenewal')
    expect(offeredTo(asker.personId)).toContain('openDecline')
    expect(offeredTo(other.personId)).toContain('openApproveRenewal')
  })

  it('is offered where nobody else can be asked, for an emergency', () => {
    expect(offeredTo(asker.personId, now)).toContain('openApproveRenewal')
  })
})

describe('an expired credential', () => {
  const expired = aCredential({ endAt: inDays(-9) })

  it('is no matter of the card beside a valid one of its kind', () => {
    const view = viewWith({
      holder: anApplication({ credentials: [expired, due] }),
      rotations: [],
      removalRequests: [],
    })
    expect(keyIdsWorthShowing(view)).toEqual([due.keyId])
  })

  it('is one while nothing valid of its kind is left', () => {
    const certificate = aCredential({ kind: 'certificate', endAt: inDays(200) })
    const alone = anApplication({ credentials: [expired, certificate] })
    expect(keyIdsWorthShowing(viewWith({ holder: alone, rotations: [], removalRequests: [] }))).toEqual([expired.keyId])
  })

  it('stays while something is being done about it', () => {
    const parked = aRotation({ holder, old: expired, state: 'parked', newKeyId: due.keyId })
    const view = viewWith({ holder: anApplication({ credentials: [expired, due] }), rotations: [parked] })
    expect(keyIdsWorthShowing(view)).toEqual([expired.keyId, due.keyId])
  })
})

it('Snooze is offered only where there are alerts to put off', () => {
  const offers = (endAt: Date | null) => {
    const one = aCredential({ endAt })
    const view = viewWith({ holder: anApplication({ credentials: [one] }), rotations: [], removalRequests: [] })
    return applicationMessage(view, { because: null, keyIds: [one.keyId], news: null }).may.includes('openSnooze')
  }
  expect([inDays(6), inDays(300), null, inDays(-1)].map(offers)).toEqual([true, false, false, false])
})
