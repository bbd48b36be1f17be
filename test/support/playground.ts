import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../../src/sandbox/launch/child.ts'
import { freePort } from '../../src/sandbox/launch/free-port.ts'
import { waitUntilUp } from '../../src/sandbox/launch/wait-until-up.ts'
import { anId } from './builders.ts'

const script = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js')

/** The Microsoft 365 Agents Playground without its page, driven through its own endpoints. */
export interface Playground extends AsyncDisposable {
  readonly serviceUrl: string
  readonly personIds: { readonly reader: string; readonly colleague: string }
  readonly personalChatId: string
  readonly channelId: string
  /** What the reader types into their chat with the bot. */
  say(text: string): Promise<void>
}

export interface PlaygroundOptions {
  readonly endpoint: string
  readonly botId: string
  readonly tenantId: string
}

export async function startPlayground({ endpoint, botId, tenantId }: PlaygroundOptions): Promise<Playground> {
  const [reader, colleague] = [aUser('Reader'), aUser('Colleague')]
  const config = {
    version: '0.1.1',
    tenantId,
    bot: { id: `28:${botId}`, name: 'Keyturn' },
    currentUser: reader,
    users: [colleague, ...['One', 'Two', 'Three', 'Four'].map(aUser)],
    personalChat: { id: anId() },
    groupChat: { id: anId(), name: 'Group Chat' },
    team: {
      id: 'team-id',
      name: 'Operations',
      aadGroupId: anId(),
      channels: [{ id: 'channel-alerts-id', name: 'Alerts' }],
    },
  }
  const cwd = await mkdtemp(join(tmpdir(), 'playground-'))
  await writeFile(join(cwd, '.m365agentsplayground.yml'), JSON.stringify(config))
  const port = await freePort()
  const child = startChild({
    name: 'Playground',
    script,
    args: ['start', '-e', endpoint, '-c', 'msteams', '-p', `${port}`, '--dt'],
    env: { TEAMSAPPTESTER_BROWSER: 'none' },
    cwd,
  })
  const url = `http://127.0.0.1:${port}`
  await waitUntilUp(child, `${url}/_internal/v1/testConfig`)
  return {
    serviceUrl: `${url}/_connector`,
    personIds: { reader: reader.id, colleague: colleague.id },
    personalChatId: config.personalChat.id,
    channelId: 'channel-alerts-id',
    async say(text) {
      const response = await fetch(`${url}/_conversation/v1/conversations/${config.personalChat.id}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ from: { id: reader.id }, text, textFormat: 'plain' }),
      })
      if (!response.ok) throw new Error(`Playground answered ${response.status} ${await response.text()}`)
    },
    async [Symbol.asyncDispose]() {
      await child.stop()
      await rm(cwd, { recursive: true, force: true })
    },
  }
}

/** The Playground knows people by `id` where Teams takes Entra's id as well, so both are the same here. */
function aUser(givenName: string) {
  const id = anId()
  const userPrincipleName = `${givenName.toLowerCase()}@contoso.example`
  return {
    ...{ id, aadObjectId: id, givenName, surname: 'Example', name: `${givenName} Example` },
    ...{ userPrincipleName, email: userPrincipleName },
  }
}
