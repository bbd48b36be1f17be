import { describe, expect, it } from 'vitest'
import { renderCard } from '../../../src/cards/render-card.ts'
import { renderMail } from '../../../src/cards/render-mail.ts'
import { listOrphans } from '../../../src/decide/ownership/list-orphans.ts'
import { findApplications } from '../../../src/decide/show/find-applications.ts'
import { listExpiring } from '../../../src/decide/show/list-applications.ts'
import { commandId } from '../../../src/domain/holder.ts'
import type { AppContext } from '../../../src/ports.ts'
import { aCredential, aPerson, inDays, now } from '../../support/builders.ts'
import { textOf } from '../../support/card-reading.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { aList, anApplicationMessage, aRow } from '../../support/messages.ts'
import { aDirectory } from '../../support/scripted-directory.ts'
import { aSeenHolder } from '../../tables/contracts/records.ts'

const clock = { now: () => now }
const administrator = aPerson()

async function contextWith(displayName: string | null) {
  const stores = createFakeStores(clock)
  const credentials = [aCredential({ endAt: inDays(6) })]
  const holder = aSeenHolder({ displayName, credentials, owners: [], orphaned: true })
  await stores.holders.save([holder, aSeenHolder({ displayName: 'Other', credentials, owners: [], orphaned: true })])
  const administrators = { personIds: [administrator.personId], groupId: undefined }
  const people = new Map([[administrator.personId, { ...administrator, manager: null }]])
  const directory = aDirectory({ people: async () => people })
  const policy = { alertDays: [30, 14, 7], minimumOwners: 1, administrators }
  return { ctx: { ...stores, clock, directory, policy } as unknown as AppContext, holder }
}

describe('an application is found by its name', () => {
  it.each([
    ['Payroll  export', 'payroll export'],
    ['Payroll\u00a0export', 'payroll export'],
    ['Pay\u200broll\u00ad export', 'payroll export'],
    ['Payroll \u200b export', 'payroll export'],
    ['Payroll export', 'PAY\u200broll\u00a0export'],
  ])('%j, whatever nobody sees in it', async (displayName, text) => {
    const { ctx, holder } = await contextWith(displayName)
    expect(await findApplications(ctx, text, () => true)).toEqual([holder])
    for (const list of [listExpiring, listOrphans]) {
      const message = await list(ctx, administrator, text.split(' '))
      expect('rows' in message && message.rows.map((row) => row.holder.objectId)).toEqual([holder.objectId])
    }
  })

  it.each([null, ' ', '\u202e\u2066\u200b'])(
    'as cards show it where it has none that can be seen: %j',
    async (none) => {
      const { ctx, holder } = await contextWith(none)
      const shown = `Unnamed application ${holder.clientId.slice(0, 8)}`
      expect(await findApplications(ctx, shown, () => true)).toEqual([holder])
      const message = await listExpiring(ctx, administrator, shown.split(' '))
      expect('rows' in message && message.rows).toHaveLength(1)
    },
  )

  it('and by nothing where nothing is left of what was typed', async () => {
    const { ctx } = await contextWith('Payroll export')
    expect(await findApplications(ctx, '\u200b', () => true)).toEqual([])
  })
})

it('a service principal is meant by what its cards say, although its application has its client id', async () => {
  const { ctx, holder: application } = await contextWith('Payroll export')
  const { clientId, credentials } = application
  const principal = aSeenHolder({ kind: 'servicePrincipal', clientId, credentials, displayName: 'Payroll export' })
  await ctx.holders.save([principal])
  for (const holder of [application, principal]) {
    expect(await findApplications(ctx, commandId(holder), () => true)).toEqual([holder])
    const rendered = [
      renderCard(anApplicationMessage({ holder }), now),
      renderCard(aList({ rows: [aRow({ holder })] }), now),
    ]
    for (const card of rendered) expect(textOf(card)).toContain(commandId(holder))
    expect(renderMail(anApplicationMessage({ holder }), now).text).toContain(`/app ${commandId(holder)}`)
  }
})
