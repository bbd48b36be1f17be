import { runRequest, startRequest } from '../../src/run/requests/run-requests.ts'
import { readApplication } from '../../src/scan/read-application.ts'
import { aMessageActivity } from './activities.ts'
import type { ShownCard } from './card-json.ts'
import type { Product } from './product.ts'

/** People and their answers to requests, around one product. */
export function requestStory(product: Product) {
  const { cast } = product.cloud.tenant
  const { ctx } = product

  function named(name: string) {
    const found = product.cloud.tenant.applications().find(({ displayName }) => displayName === name)
    if (found === undefined) throw new Error(`no application ${name}`)
    return { objectId: String(found.id), clientId: String(found.appId) }
  }

  async function rotationOf({ objectId }: { readonly objectId: string }) {
    const all = await ctx.rotations.about(objectId)
    const [newest] = all.toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime())
    if (newest === undefined) throw new Error('no rotation')
    return newest
  }

  return {
    owner: String(cast.owner.id),
    second: String(cast.secondOwner.id),
    manager: String(cast.manager.id),
    administrator: String(cast.administrator.id),
    named,
    rotationOf,

    async actionsAbout({ objectId }: { readonly objectId: string }) {
      return (await ctx.audit.about(objectId)).map(({ action }) => action)
    },

    /** The newest card of this person that shows these words. */
    cardWith(personId: string, words: string): ShownCard {
      const card = product.cardsOf(personId).findLast(({ text }) => text.includes(words))
      if (card === undefined) throw new Error(`no card says ${words}`)
      return card
    },

    /** A button as Teams sends it, whether or not any card still shows it. Answers what is shown then. */
    async press(personId: string, verb: string, data: Record<string, unknown>): Promise<string> {
      const where = { botId: '', tenantId: product.cloud.tenant.tenantId, serviceUrl: product.connector.url }
      const { body } = await product.post({
        ...aMessageActivity(where),
        type: 'invoke',
        name: 'adaptiveCard/action',
        text: undefined,
        value: { action: { type: 'Action.Execute', verb, data: { kind: 'application', ...data } }, trigger: 'manual' },
        replyToId: '1',
        from: { id: `29:${personId}`, name: 'Somebody', aadObjectId: personId },
        conversation: { id: `chat-of-${personId}`, conversationType: 'personal', tenantId: where.tenantId },
      })
      await product.settle()
      return JSON.stringify(body)
    },

    /** A request of this person, or of the schedule, whether or not the policy would want one. */
    async requestFor(name: string, personId: string | null, which: 'first' | 'last' = 'first') {
      const { objectId, clientId } = named(name)
      const application = await readApplication(ctx, 'application', objectId)
      const byEnd = application?.holder.credentials.toSorted((a, b) => Number(a.endAt) - Number(b.endAt))
      const credential = byEnd?.at(which === 'first' ? 0 : -1)
      if (application === undefined || credential === undefined) throw new Error('nothing to rotate')
      const by = personId === null ? null : { personId, displayName: 'Whoever asks' }
      await startRequest(ctx, application, { credential, reason: 'x', by, because: ['high-privilege'] })
      await runRequest(ctx, await rotationOf({ objectId }))
      const { rotationId: requestId } = await rotationOf({ objectId })
      return { objectId, clientId, application, keyId: credential.keyId, requestId }
    },
  }
}
