import { type Actor, isAdministrator } from '../../decide/actor.ts'
import { applyImportLine, type NewOwner } from '../../decide/import/apply-import-line.ts'
import type { ImportAction } from '../../decide/import/parse-import-action.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import type { OwnerImportMessage } from '../../domain/messages/owner-import.ts'
import { isOpenImport, type OwnerImport } from '../../domain/owner-import.ts'
import { updateCards } from '../../notify/update-cards.ts'
import type { AppContext } from '../../ports.ts'
import { readApplication } from '../../scan/read-application.ts'
import { administratorsOnly } from '../answers/administrators-only.ts'
import { type Answer, showOnly } from '../answers/answer.ts'
import { answerInTime } from '../answers/answer-in-time.ts'

/** Lines between two updates of the card. */
const PROGRESS_LINES = 25

/** `Apply` or `Cancel` on the card of an import. */
export async function runImport(ctx: AppContext, actor: Actor, { verb, importId }: ImportAction): Promise<Answer> {
  if (!(await isAdministrator(ctx, actor))) return showOnly(administratorsOnly('/import'))
  const found = await ctx.imports.get(actor.personId, importId)
  if (found === undefined) return showOnly(noImport)
  if (!isOpenImport(found, ctx.clock.now())) return showOnly(importCard(ctx, found, null))
  if (ctx.policy.dryRun && verb === 'applyImport') return showOnly(importCard(ctx, found, dryRunNews(found)))

  const lease = await ctx.leases.acquire(`import-${importId}`)
  if (lease === undefined) return showOnly({ ...importCard(ctx, found, null), isRunning: true })
  if (verb === 'cancelImport') {
    await ctx.imports.cancel(found).finally(() => lease.release())
    return showOnly(importCard(ctx, { ...found, isCancelled: true }, null))
  }
  return answerInTime(
    ctx,
    async (show) => applyAll(ctx, found, show, () => lease.assertHeld()).finally(() => lease.release()),
    { ...importCard(ctx, found, null), isRunning: true },
  )
}

/** Applies what is left, one line after the other, and returns the card to show. */
async function applyAll(
  ctx: AppContext,
  { by, importId }: OwnerImport,
  show: (message: Message) => Promise<void>,
  assertHeld: () => void,
): Promise<{ message: Message; after: () => Promise<void> }> {
  const before = await ctx.imports.get(by.personId, importId)
  const changed: NewOwner[] = []
  let problem: string | null = null
  try {
    const left = before?.lines.filter(({ outcome }) => outcome === null) ?? []
    for (const [index, line] of left.entries()) {
      assertHeld()
      const newOwner = before && (await applyImportLine(ctx, before, line))
      if (newOwner !== undefined) changed.push(newOwner)
      const now = (index + 1) % PROGRESS_LINES === 0 ? await ctx.imports.get(by.personId, importId) : undefined
      if (now !== undefined) await show({ ...importCard(ctx, now, null), isRunning: true })
    }
  } catch (error) {
    ctx.log.error({ importId, error: String(error) }, 'Import stopped')
    problem = `It stopped: ${error instanceof Error ? error.message : 'something unexpected went wrong.'} Apply goes on with the lines that are left.`
  }
  const after = await ctx.imports.get(by.personId, importId)
  return {
    message: after === undefined ? noImport : importCard(ctx, after, problem),
    after: () => updateChanged(ctx, changed),
  }
}

/** Entra's reads lag behind its writes, so the new owners are added here rather than read back. */
async function updateChanged(ctx: AppContext, changed: readonly NewOwner[]): Promise<void> {
  for (const [objectId, added] of Map.groupBy(changed, ({ holder }) => holder.objectId)) {
    const [first] = added
    const application = first && (await readApplication(ctx, first.holder.kind, objectId))
    if (application === undefined) continue
    const { holder } = application
    const isListed = (personId: string) => holder.owners.some((one) => one.type === 'user' && one.personId === personId)
    const missing = added.filter(({ person }) => !isListed(person.personId))
    const owners = [...holder.owners, ...missing.map(({ person }) => ({ type: 'user' as const, ...person }))]
    await updateCards(ctx, { ...application, holder: { ...holder, owners } })
  }
}

export function importCard(
  ctx: Pick<AppContext, 'policy' | 'clock'>,
  ownerImport: OwnerImport,
  news: string | null,
): OwnerImportMessage {
  const { dryRun } = ctx.policy
  const isOpen = isOpenImport(ownerImport, ctx.clock.now())
  return { is: 'ownerImport', ownerImport, isOpen, isRunning: false, dryRun, news }
}

function dryRunNews({ lines }: OwnerImport): string {
  const count = lines.filter(({ outcome }) => outcome === null).length
  return `Dry run: ${count} ${count === 1 ? 'owner' : 'owners'} would be added. Nothing was changed.`
}

export const noImport: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'There is no open import',
  text: 'An import is kept for a day, for the administrator who made it. Send the lines or the file again.',
  next: '/import',
  facts: [],
}
