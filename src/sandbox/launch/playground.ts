import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { User } from '@microsoft/microsoft-graph-types'
import { type Child, startChild } from './child.ts'
import { waitUntilUp } from './wait-until-up.ts'

const script = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js')
/** The Playground refuses any other number, and says so only in its own log. */
const otherUsers = 5

export interface PlaygroundOptions {
  readonly person: User
  /** Others of the tenant, the ones to show first. */
  readonly people: readonly User[]
  readonly tenantId: string
  readonly port: number
  /** Its own, because the Playground reads its settings from where it runs. */
  readonly folder: string
  readonly botUrl: string
}

export interface Playground {
  readonly child: Child
  readonly personId: string
  readonly url: string
  /** Has the bot told that it was installed for this person, and so where to write to them; the telling follows. */
  install(): Promise<void>
}

/** One person's Teams, in a browser: a Microsoft 365 Agents Playground whose current user is that person. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { person, port, folder, botUrl } = options
  const chatId = `personal-chat-${person.id}`
  await mkdir(folder, { recursive: true })
  // JSON is YAML.
  await writeFile(join(folder, '.m365agentsplayground.yml'), JSON.stringify(settingsFor(options, chatId), null, 2))
  const child = startChild({
    name: `Playground of ${person.displayName}`,
    script,
    args: ['start', '-e', botUrl, '-c', 'msteams', '-p', String(port), '--dt'],
    env: { TEAMSAPPTESTER_BROWSER: 'none' },
    cwd: folder,
  })
  const url = `http://localhost:${port}`
  try {
    await waitUntilUp(child, `${url}/_debug/ping`)
  } catch (error) {
    await child.stop()
    throw error
  }

  async function install(): Promise<void> {
    const path = `/_debug/conversation/${encodeURIComponent(chatId)}/installation`
    const answer = await fetch(new URL(path, url), { method: 'POST', signal: AbortSignal.timeout(20_000) })
    if (!answer.ok) throw new Error(`${child.name} could not install the bot: ${answer.status} ${await answer.text()}`)
  }

  return { child, personId: person.id ?? '', url, install }
}

/** Chats and channels have ids of their own, because one bot talks to several Playgrounds. */
function settingsFor({ person, people, tenantId }: PlaygroundOptions, chatId: string): object {
  return {
    version: '0.1.1',
    tenantId,
    bot: { id: 'keyturn', name: 'Keyturn' },
    currentUser: userOf(person),
    users: people
      .filter(({ id }) => id !== person.id)
      .slice(0, otherUsers)
      .map(userOf),
    personalChat: { id: chatId },
    groupChat: { id: `group-chat-${person.id}`, name: 'Group chat' },
    team: {
      id: `team-${person.id}`,
      name: 'Platform team',
      aadGroupId: person.id,
      channels: [{ id: `channel-${person.id}`, name: 'Credentials' }],
    },
  }
}

/** `id` is the Entra id too: a conversation that the bot opens by it is refused otherwise. */
function userOf({ id, displayName, userPrincipalName, givenName, surname, mail }: User): object {
  const [first = '', ...rest] = (displayName ?? '').split(' ')
  return {
    id,
    aadObjectId: id,
    name: displayName,
    userPrincipleName: userPrincipalName,
    givenName: givenName ?? first,
    surname: surname ?? rest.join(' '),
    email: mail ?? userPrincipalName,
  }
}
