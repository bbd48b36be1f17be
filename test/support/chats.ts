import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { parseOptions } from '../../src/sandbox/launch/options.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/launch/start-sandbox.ts'
import { anyPorts } from './any-ports.ts'
import { launchBrowser } from './browser.ts'

/** The product as `npm run sandbox` starts it: real processes, and a real Playground for each person. */
export interface Chats extends AsyncDisposable {
  readonly sandbox: Sandbox
  /** Opens a person's chat; `prepare` sees the page before it loads. */
  chatOf(personId: string, prepare?: (page: Page) => void): Promise<Page>
}

export async function startChats(): Promise<Chats> {
  const home = await mkdtemp(join(tmpdir(), 'keyturn-sandbox-'))
  const resources = new AsyncDisposableStack()
  resources.defer(() => rm(home, { recursive: true, force: true }))
  const options = parseOptions(['--applications', '60', ...anyPorts])
  if (options === 'help') throw new Error('no options')
  const fail = (error: unknown) => Promise.reject(error)
  const sandbox = await startSandbox({ options, home, resources, say: () => {}, fail })
  const browser = await launchBrowser()
  resources.defer(() => browser.close())
  return {
    sandbox,
    async chatOf(personId, prepare = () => {}) {
      const chat = sandbox.chats.find((one) => one.personId === personId)
      const page = await (await browser.newContext({ viewport: { width: 1200, height: 1100 } })).newPage()
      prepare(page)
      await page.goto(String(chat?.url))
      await page.getByRole('textbox').last().waitFor()
      return page
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox').last().fill(text)
  await page.keyboard.press('Enter')
}

/** The newest card with this button and text. */
export function cardWith(page: Page, button: string, text: string): Locator {
  const named = page
    .locator('.ac-adaptiveCard')
    .filter({ has: page.getByRole('button', { name: button, exact: true }) })
  return named.filter({ hasText: text }).last()
}

const RESTS_AFTER_MS = 700

/**
 * Clicks a button of a card once the chat has come to rest: the Playground now and then loses a click on one card while
 * another arrives.
 */
export async function press(card: Locator, button: string): Promise<void> {
  const target = card.getByRole('button', { name: button, exact: true })
  await target.waitFor()
  const chat = card.page().locator('body')
  for (let before = ''; ; ) {
    const shown = await chat.innerText()
    if (shown === before) break
    before = shown
    await delay(RESTS_AFTER_MS)
  }
  await target.click()
}

/** For the eye: with `KEYTURN_SCREENSHOTS` set to a folder, what a page or card looks like. */
export async function look(what: Page | Locator, name: string): Promise<void> {
  const folder = process.env.KEYTURN_SCREENSHOTS
  if (folder !== undefined) await what.screenshot({ path: join(folder, `${name}.png`) })
}
