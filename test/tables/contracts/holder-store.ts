import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/tables/codec.ts'
import { aCredential, anOwner, inDays, now } from '../../support/builders.ts'
import { collect, hostileTexts, type StoresUnderTest } from './fixture.ts'
import { aSeenHolder } from './records.ts'

export function holderStoreContract(under: () => StoresUnderTest): void {
  const holders = () => under().stores.holders

  describe('holders', () => {
    it('come back with every field as it was saved', async () => {
      const seen = aSeenHolder({
        kind: 'servicePrincipal',
        displayName: null,
        signInAudience: null,
        credentials: [
          aCredential({ kind: 'certificate', isSamlSigning: true, startAt: null, endAt: null, hint: null }),
          aCredential({ startAt: new Date('0001-01-01T00:00:00Z'), endAt: new Date('9999-12-31T23:59:59.999Z') }),
        ],
        owners: [anOwner({ displayName: null, userType: null }), { type: 'other', objectId: randomUUID() }],
        ownerHistory: {
          fromAt: inDays(-90),
          spans: [
            { personId: randomUUID(), displayName: null, fromAt: inDays(-20), untilAt: null },
            { personId: randomUUID(), displayName: 'Ben', fromAt: inDays(-90), untilAt: inDays(-9) },
          ],
        },
        orphaned: true,
        deletedAt: inDays(-1),
      })
      await holders().save([seen])
      expect(await holders().get(seen.objectId)).toEqual(seen)
    })

    it.each(hostileTexts)('keep the name %j as it is', async (displayName) => {
      const seen = aSeenHolder({ displayName, credentials: [aCredential({ displayName })] })
      await holders().save([seen])
      expect(await holders().get(seen.objectId)).toEqual(seen)
    })

    it.each(['', 'x'])('hold 600 credentials and long names beyond the basic plane (%j)', async (start) => {
      const displayName = start + '💥'.repeat(120)
      const credentials = Array.from({ length: 600 }, () => aCredential({ displayName }))
      const seen = aSeenHolder({ credentials, displayName: start + '💥'.repeat(50_000) })
      await holders().save([seen])
      expect(await holders().get(seen.objectId)).toEqual(seen)
    })

    it('are refused when they fit into no row, and what was stored stays', async () => {
      const seen = aSeenHolder()
      await holders().save([seen])
      const tooBig = { ...seen, displayName: 'x'.repeat(600_000) }
      await expect(holders().save([tooBig])).rejects.toMatchObject({ code: 'tables-refused' })
      expect(await holders().get(seen.objectId)).toEqual(seen)
    })

    it('are absent until they are saved', async () => {
      expect(await holders().get(randomUUID())).toBeUndefined()
      expect(await holders().getMany([randomUUID()])).toEqual(new Map())
      expect(await holders().getMany([])).toEqual(new Map())
      await expect(holders().save([])).resolves.toBeUndefined()
    })

    it('are replaced by a later save, also within one save', async () => {
      const seen = aSeenHolder({ credentials: [aCredential(), aCredential()] })
      await holders().save([seen, { ...seen, fingerprint: 'f2' }])
      const last = { ...seen, fingerprint: 'f3', credentials: [] }
      expect((await holders().get(seen.objectId))?.fingerprint).toBe('f2')
      await holders().save([last])
      expect(await holders().get(seen.objectId)).toEqual(last)
    })

    it('are found by many ids, few or many in a partition, without those that were not asked for', async () => {
      const inOnePartition = Array.from({ length: 250 }, () => aSeenHolder({ objectId: `a${randomUUID().slice(1)}` }))
      const elsewhere = Array.from({ length: 60 }, () => aSeenHolder())
      await holders().save([...inOnePartition, ...elsewhere])
      const wanted = [...inOnePartition.slice(0, 120), ...elsewhere.slice(0, 30)]
      const found = await holders().getMany([...wanted.map(({ objectId }) => objectId), randomUUID()])
      expect(found).toEqual(new Map(wanted.map((seen) => [seen.objectId, seen])))
    })

    it('leave traces for the next pass', async () => {
      const here = aSeenHolder({ fingerprint: 'f7' })
      const gone = aSeenHolder({ deletedAt: now })
      await holders().save([here, gone])
      const traces = await collect(holders().traces())
      expect(traces).toContainEqual({ objectId: here.objectId, fingerprint: 'f7', deleted: false, oldestLeftAt: null })
      expect(traces).toContainEqual({
        objectId: gone.objectId,
        fingerprint: 'f1',
        deleted: true,
        oldestLeftAt: null,
      })
    })

    it('leave a trace of the owner who left first, so that a pass can tell when to forget', async () => {
      const left = (days: number) => ({
        personId: randomUUID(),
        displayName: 'Ben',
        fromAt: inDays(-90),
        untilAt: inDays(-days),
      })
      const stays = { ...left(0), untilAt: null }
      const seen = aSeenHolder({ ownerHistory: { fromAt: inDays(-90), spans: [stays, left(5), left(40), left(7)] } })
      await holders().save([seen])
      const trace = (await collect(holders().traces())).find(({ objectId }) => objectId === seen.objectId)
      expect(trace?.oldestLeftAt).toEqual(inDays(-40))
      expect((await holders().get(seen.objectId))?.formerOwners.map(({ untilAt }) => untilAt)).toEqual([
        inDays(-5),
        inDays(-40),
        inDays(-7),
      ])
    })

    it('are listed by client id, without deleted ones', async () => {
      const clientId = randomUUID()
      const application = aSeenHolder({ clientId })
      const principal = aSeenHolder({ clientId, kind: 'servicePrincipal' })
      await holders().save([application, principal, aSeenHolder({ clientId, deletedAt: now }), aSeenHolder()])
      const found = await collect(holders().list({ clientId }))
      expect(found).toHaveLength(2)
      expect(found).toEqual(expect.arrayContaining([application, principal]))
      expect(await collect(holders().list({ clientId: `x' or deleted eq false or clientId eq '` }))).toEqual([])
    })

    it('are listed by a part of their name, as people search, and by their owner, without deleted ones', async () => {
      const clientId = randomUUID()
      const [ana, ben] = [anOwner(), anOwner()]
      const one = aSeenHolder({ clientId, displayName: 'Pay\u200broll  Export', owners: [ana, ben] })
      const other = aSeenHolder({ clientId, displayName: 'Payroll import', owners: [ben] })
      const endless = aSeenHolder({ clientId, displayName: 'x'.repeat(20_000), owners: [] })
      const gone = aSeenHolder({ ...one, objectId: randomUUID(), deletedAt: now })
      await holders().save([one, other, endless, gone])
      const list = async (filter: { named?: string; ownedBy?: string }) =>
        (await collect(holders().list({ clientId, ...filter }))).map(({ objectId }) => objectId).toSorted()
      expect(await list({ named: 'roll export' })).toEqual([one.objectId])
      expect(await list({ named: 'payroll' })).toEqual([one.objectId, other.objectId].toSorted())
      expect(await list({ named: 'xxx' })).toEqual([endless.objectId])
      expect(await list({ ownedBy: ana.personId })).toEqual([one.objectId])
      expect(await list({ named: 'import', ownedBy: ben.personId })).toEqual([other.objectId])
      expect(await list({ named: 'import', ownedBy: ana.personId })).toEqual([])
    })

    it('are listed by how many owners can be reached', async () => {
      const clientId = randomUUID()
      const one = aSeenHolder({ clientId, owners: [anOwner(), anOwner({ accountEnabled: false })] })
      const none = aSeenHolder({ clientId, owners: [{ type: 'other', objectId: randomUUID() }] })
      await holders().save([one, none, aSeenHolder({ clientId, owners: [anOwner(), anOwner()] })])
      const list = async (ownersBelow: number) => await collect(holders().list({ clientId, ownersBelow }))
      expect(await list(1)).toEqual([none])
      expect((await list(2)).map(({ objectId }) => objectId).sort()).toEqual([one.objectId, none.objectId].sort())
    })

    it('are found by rows that were written before they could be searched', async () => {
      const seen = aSeenHolder({ displayName: `Old ${randomUUID()}` })
      const { formerOwners: _, clientId, fingerprint, ...stored } = seen
      await under().plant('holders', seen.objectId.charAt(0), {
        key: seen.objectId,
        properties: { ...encode({ ...stored, clientId, fingerprint }), clientId, fingerprint, deleted: false },
      })
      const named = seen.displayName?.toLowerCase() ?? ''
      expect(await collect(holders().list({ named, ownersBelow: seen.owners.length + 1 }))).toEqual([seen])
    })

    it('are listed by the first end of any credential, which an unknown end never is', async () => {
      const clientId = randomUUID()
      const withEnds = (...ends: (Date | null)[]) =>
        aSeenHolder({ clientId, credentials: ends.map((endAt) => aCredential({ endAt })) })
      const early = withEnds(inDays(300), inDays(2), null)
      const expired = withEnds(inDays(-400))
      const ancient = withEnds(new Date('1500-01-01T00:00:00Z'))
      await holders().save([early, expired, ancient, withEnds(inDays(30)), withEnds(null), withEnds()])
      const found = await collect(holders().list({ clientId, expiringBefore: inDays(30) }))
      expect(found.map(({ objectId }) => objectId).sort()).toEqual(
        [early, expired, ancient].map(({ objectId }) => objectId).sort(),
      )
    })

    it('do not end a scan with a row that nobody can read, but cannot be asked for by its id', async () => {
      const broken = randomUUID()
      const clientId = randomUUID()
      await under().plant('holders', broken.charAt(0), {
        key: broken,
        properties: { json0: '{"kind":"application"}', clientId, fingerprint: 'f1', deleted: false },
      })
      const intact = aSeenHolder({ clientId })
      await holders().save([intact])
      const before = under().warnings.length
      expect(await collect(holders().list({ clientId }))).toEqual([intact])
      expect(under().warnings.slice(before)).toMatchObject([{ table: 'keyturnHolders', key: broken }])
      await expect(holders().get(broken)).rejects.toMatchObject({ code: 'tables-refused' })
    })
  })
}
