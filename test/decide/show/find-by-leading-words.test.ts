import { describe, expect, it } from 'vitest'
import { findByLeadingWords } from '../../../src/decide/show/find-by-leading-words.ts'
import { aCredential, now } from '../../support/builders.ts'
import { createFakeStores } from '../../support/fake-stores.ts'
import { aSeenHolder } from '../../tables/contracts/records.ts'

const names = ['Supplier portal', 'Payroll', 'Payroll export', 'Payroll 365 sync', 'Travel']

async function meantBy(text: string, unseen: readonly string[] = []) {
  const stores = createFakeStores({ now: () => now })
  await stores.holders.save(names.map((displayName) => aSeenHolder({ displayName, credentials: [aCredential()] })))
  const maySee = ({ displayName }: { displayName: string | null }) => !unseen.includes(displayName ?? '')
  const { found, rest } = await findByLeadingWords(stores, text.split(' '), maySee)
  return [found.map(({ displayName }) => displayName).toSorted(), rest.join(' ')]
}

describe('what stands behind the name of an application', () => {
  it('is no word of the name, so that no decision takes one for its reason', async () => {
    expect(await meantBy('supplier portal')).toEqual([['Supplier portal'], ''])
    expect(await meantBy('Supplier Portal still needed')).toEqual([['Supplier portal'], 'still needed'])
    expect(await meantBy('payroll export still needed')).toEqual([['Payroll export'], 'still needed'])
  })

  it('may follow a part of the name', async () => {
    expect(await meantBy('suppl still needed')).toEqual([['Supplier portal'], 'still needed'])
  })

  it('is no part of a longer word of some other name', async () => {
    expect(await meantBy('payroll 3 vendor is slow')).toEqual([['Payroll'], '3 vendor is slow'])
  })

  it('is not read from names that the person may not see', async () => {
    expect(await meantBy('payroll export is late', ['Payroll export'])).toEqual([['Payroll'], 'export is late'])
  })

  it('leaves nobody where no name has the first word', async () => {
    expect(await meantBy('nothing of that kind')).toEqual([[], 'of that kind'])
  })
})
