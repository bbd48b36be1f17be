import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { parseOptions } from '../../src/sandbox/launch/options.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/launch/start-sandbox.ts'
import { launchBrowser } from '../support/browser.ts'

const DAY_MS = 86_400_000

let home: string
let sandbox: Sandbox
let browser: Browser
const resources = new AsyncDisposableStack()

/** The product as `npm run sandbox` starts it: real processes, a real Playground for each person. */
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyturn-sandbox-'))
  const options = parseOptions(['--applications', '60'])
  if (options === 'help') throw new Error('no options')
  sandbox = await startSandbox({ options, home, resources, say: () => {}, fail: (error) => Promise.reject(error) })
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser?.close()
  await resources.disposeAsync()
  await rm(home, { recursive: true, force: true })
})

async function chatOf(personId: string): Promise<Page> {
  const chat = sandbox.chats.find((one) => one.personId === personId)
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 1000 } })).newPage()
  await page.goto(String(chat?.url))
  await page.getByRole('textbox').last().waitFor()
  return page
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox').last().fill(text)
  await page.keyboard.press('Enter')
}

function cardWith(page: Page, button: string, text: string): Locator {
  const named = page
    .locator('.ac-adaptiveCard')
    .filter({ has: page.getByRole('button', { name: button, exact: true }) })
  return named.filter({ hasText: text }).last()
}

it('an owner leaves, their manager names a new one from the card, who accepts and gets the alert', async () => {
  const { tenant, clock } = sandbox.cloud
  const { owner, secondOwner, manager } = tenant.cast
  const before = tenant.applications().find(({ displayName }) => displayName === 'Payroll export')
  const objectId = String(before?.id)

  tenant.leave(String(owner.id))
  const managersChat = await chatOf(String(manager.id))
  const newOwnersChat = await chatOf(String(secondOwner.id))
  clock.advance(DAY_MS)
  await say(managersChat, 'app payroll export')
  await vi.waitFor(
    async () => {
      await say(managersChat, 'app payroll export')
      await cardWith(managersChat, 'Assign new owner', 'Payroll export').waitFor({ timeout: 2_000 })
    },
    { timeout: 60_000, interval: 1_000 },
  )
  const alert = cardWith(managersChat, 'Assign new owner', 'Payroll export')
  expect(await alert.innerText()).toContain('You are told because you manage')
  await alert.getByRole('button', { name: 'Assign new owner', exact: true }).click()
  const form = cardWith(managersChat, 'Back', 'Payroll export')
  await form.getByPlaceholder('name or mail').fill(String(secondOwner.mail))
  await form.getByRole('button', { name: 'Assign new owner', exact: true }).click()
  await managersChat.getByText('was asked to become the owner').last().waitFor()

  const question = cardWith(newOwnersChat, 'Accept', 'Payroll export')
  await question.waitFor()
  await question.getByRole('button', { name: 'Accept', exact: true }).click()
  await newOwnersChat.getByText('is an owner since').last().waitFor()
  await newOwnersChat.getByText('You are now an owner of this application.').last().waitFor()
  await cardWith(newOwnersChat, 'Rotate', 'Payroll export').waitFor()
  const owners = tenant.ownersOf(objectId).map(({ object }) => String(object.id))
  expect(owners).toContain(String(secondOwner.id))
  await managersChat.getByText('accepted and is now an owner').last().waitFor()
})
