import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Cloud } from '../../src/sandbox/cloud.ts'
import { type Control, startControl } from '../../src/sandbox/control/control-server.ts'
import { launchBrowser } from '../support/browser.ts'
import { startTestCloud } from '../support/cloud.ts'

let cloud: Cloud
let control: Control
let browser: Browser
let page: Page
const problems: string[] = []

beforeAll(async () => {
  cloud = await startTestCloud()
  control = await startControl({ cloud, chats: () => [] })
  browser = await launchBrowser()
  page = await browser.newPage()
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
  await page.goto(control.url)
})
afterAll(async () => {
  await browser.close()
  await control.stop()
  await cloud.stop()
})

test('moves the simulated time and says how far ahead it is', async () => {
  await page.getByRole('button', { name: '+1 week' }).click()
  await page.getByText('7 days ahead').waitFor()
  expect(cloud.clock.offsetMs).toBe(7 * 86_400_000)
})

test('lets a person of the cast leave', async () => {
  const { manager } = cloud.tenant.cast
  const row = page.getByRole('listitem').filter({ hasText: manager.displayName ?? '' })
  await row.getByRole('button', { name: 'Let leave' }).click()
  await row.getByText('has left').waitFor()
  expect(cloud.tenant.people().map(({ id }) => id)).not.toContain(manager.id)
})

test('keeps the focus on a button whose row is drawn anew', async () => {
  const row = page.getByRole('listitem').filter({ hasText: cloud.tenant.cast.owner.displayName ?? '' })
  await row.getByRole('button', { name: 'Let leave' }).focus()
  await row
    .getByRole('button', { name: 'Disable' })
    .evaluate((button) => button.dispatchEvent(new Event('click', { bubbles: true })))
  await row.getByText('account disabled').waitFor()
  expect(await page.locator(':focus').textContent()).toBe('Let leave')
})

test('shows what the tenant holds as text, whatever it contains', async () => {
  const name = '<img src=x onerror=alert(1)>'
  cloud.tenant.addApplication({ id: crypto.randomUUID(), appId: crypto.randomUUID(), displayName: name })
  await page.getByLabel('Application').fill('onerror')
  await page.getByText(name).waitFor()
  expect(await page.locator('#found-applications img').count()).toBe(0)
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByText('1 secret', { exact: true }).waitFor()
})

test('shows a mail as text, whatever it contains', async () => {
  const text = 'Dear <img src=x onerror=alert(1)>'
  const at = cloud.clock.now()
  cloud.tenant.sentMails.push({ at, sender: 'a@b.example', to: ['c@d.example'], subject: 'Reminder', text, html: '' })
  await page.getByText('Reminder').click()
  await page.getByText(text).waitFor()
  expect(await page.locator('#mails img').count()).toBe(0)
})

test('shows trouble while it lasts', async () => {
  await page.getByRole('button', { name: 'Throttle Graph' }).click()
  await page.getByText('Microsoft Graph answers 429').waitFor()
  await page.getByRole('button', { name: 'End all trouble' }).click()
  await page.getByText('No trouble at the moment.').waitFor()
})

test('fits a narrow window, and ran without an error', async () => {
  await page.setViewportSize({ width: 400, height: 800 })
  expect(await page.locator('html').evaluate((root) => root.scrollWidth)).toBe(400)
  expect(problems).toEqual([])
})
