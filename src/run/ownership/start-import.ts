import { type Actor, isAdministrator } from '../../decide/actor.ts'
import { parseOwnerCsv } from '../../decide/import/parse-owner-csv.ts'
import { pastedLines } from '../../decide/import/pasted-lines.ts'
import { previewImport } from '../../decide/import/preview-import.ts'
import { hasCode } from '../../domain/errors.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { NoticeMessage } from '../../domain/messages/notice.ts'
import { isOpenImport, MAX_IMPORT_LINES } from '../../domain/owner-import.ts'
import type { AppContext, AttachedFile } from '../../ports.ts'
import { administratorsOnly } from '../answers/administrators-only.ts'
import { type Answer, showOnly } from '../answers/answer.ts'
import { answerInTime, type Ended } from '../answers/answer-in-time.ts'
import type { Place } from '../answers/place.ts'
import { importCard, noImport, runImport } from './run-import.ts'

/** `/import` with lines or a file, `/import apply`, `/import cancel`. Names people, so in a personal chat alone. */
export async function startImport(
  ctx: AppContext,
  actor: Actor,
  text: string,
  place: Place,
  file: AttachedFile | undefined,
): Promise<Answer> {
  if (!place.isPersonal)
    return showOnly(
      notice('In your own chat, please', 'An import names people and applications. Write to me directly.'),
    )
  if (!(await isAdministrator(ctx, actor))) return showOnly(administratorsOnly('/import'))
  const pasted = pastedLines(text)
  const word = pasted.trim().toLowerCase()
  if (word === 'apply' || word === 'cancel') {
    // An older one that was left open must not be applied in the place of the one that the person has in mind.
    const [latest] = (await ctx.imports.of(actor.personId)).toSorted((a, b) => b.at.getTime() - a.at.getTime())
    if (latest === undefined || !isOpenImport(latest, ctx.clock.now())) return showOnly(noImport)
    const verb = word === 'apply' ? 'applyImport' : 'cancelImport'
    return runImport(ctx, actor, { verb, importId: latest.importId })
  }
  if (word === '' && file === undefined) return showOnly(howTo)
  if (file !== undefined && !file.isCsv) return showOnly(notice('That is no CSV', 'Attach a file that ends in .csv.'))
  const meanwhile = notice(
    'Reading the lines',
    'I am looking up every application and person; the preview will stand here.',
  )
  return answerInTime(ctx, async () => ended(await preview(ctx, actor, pasted, file)), meanwhile)
}

async function preview(
  ctx: AppContext,
  actor: Actor,
  pasted: string,
  file: AttachedFile | undefined,
): Promise<Message> {
  let content = pasted
  try {
    if (file !== undefined) content = await ctx.attachments.read(file.url)
  } catch (error) {
    if (!hasCode(error, 'attachment-refused')) throw error
    return notice('The file could not be read', error.message)
  }
  const csv = parseOwnerCsv(content)
  if (csv === undefined) {
    return notice('Too many lines', `One import takes at most ${MAX_IMPORT_LINES} lines. Send it in parts.`)
  }
  if (csv.lines.length + csv.problems.length === 0) return howTo
  return importCard(ctx, await previewImport(ctx, actor, csv), null)
}

function ended(message: Message): Ended {
  return { message, after: async () => undefined }
}

const howTo: NoticeMessage = {
  is: 'notice',
  tone: 'neutral',
  title: 'Import owners',
  text: `Attach a .csv file, or write /import and below it one line for each new owner: client ID, comma, mail address. At most ${MAX_IMPORT_LINES} lines. You see a preview before anything is changed.`,
  next: null,
  facts: [{ label: 'For example', value: '8a4e1c52-0b7d-4c1e-9d55-3f1d2b6a7c90,ana@contoso.com' }],
}

function notice(title: string, text: string): NoticeMessage {
  return { is: 'notice', tone: 'warning', title, text, next: null, facts: [] }
}
