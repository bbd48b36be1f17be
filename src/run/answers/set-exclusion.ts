import { type Actor, isAdministrator } from '../../decide/actor.ts'
import { excludeApplication, includeApplication } from '../../decide/exclude-application.ts'
import { findApplications } from '../../decide/show/find-applications.ts'
import { findByLeadingWords } from '../../decide/show/find-by-leading-words.ts'
import { listMatches } from '../../decide/show/list-applications.ts'
import type { Message } from '../../domain/messages/message.ts'
import type { AppContext } from '../../ports.ts'
import { administratorsOnly } from './administrators-only.ts'

/** `/exclude` and `/include`: what is left alone in the whole tenant, so administrators decide. Undefined: no such application. */
export async function setExclusion(
  ctx: AppContext,
  actor: Actor,
  name: 'exclude' | 'include',
  words: readonly string[],
): Promise<Message | undefined> {
  if (!(await isAdministrator(ctx, actor))) return administratorsOnly(`/${name}`)
  const { found, rest } =
    name === 'exclude'
      ? await findByLeadingWords(ctx, words, () => true)
      : { found: await findApplications(ctx, words.join(' '), () => true), rest: [] }
  const [only, ...others] = found
  if (only === undefined) return undefined
  if (others.length > 0) return listMatches(ctx, found, `/${name} <client id>`)
  return name === 'exclude' ? excludeApplication(ctx, actor, only, rest) : includeApplication(ctx, actor, only)
}
