import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Chats, cardWith, press, say, startChats } from '../support/chats.ts'

const DAY_MS = 86_400_000

let chats: Chats

beforeAll(async () => {
  chats = await startChats()
})

afterAll(() => chats[Symbol.asyncDispose]())

it('an owner leaves, their manager names a new one from the card, who accepts and gets the alert', async () => {
  const { tenant, clock } = chats.sandbox.cloud
  const { owner, secondOwner, manager } = tenant.cast
  const before = tenant.applications().find(({ displayName }) => displayName === 'Payroll export')
  const objectId = String(before?.id)

  tenant.leave(String(owner.id))
  const managersChat = await chats.chatOf(String(manager.id))
  const newOwnersChat = await chats.chatOf(String(secondOwner.id))
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
  await press(alert, 'Assign new owner')
  const form = cardWith(managersChat, 'Back', 'Payroll export')
  await form.getByPlaceholder('name or mail').fill(String(secondOwner.mail))
  await press(form, 'Assign new owner')
  await managersChat.getByText('was asked to become the owner').last().waitFor()

  const question = cardWith(newOwnersChat, 'Accept', 'Payroll export')
  await question.waitFor()
  await press(question, 'Accept')
  await newOwnersChat.getByText('has been an owner since').last().waitFor()
  await newOwnersChat.getByText('You are now an owner of this application.').last().waitFor()
  await cardWith(newOwnersChat, 'Rotate', 'Payroll export').waitFor()
  const owners = tenant.ownersOf(objectId).map(({ object }) => String(object.id))
  expect(owners).toContain(String(secondOwner.id))
  await managersChat.getByText('accepted and is now an owner').last().waitFor()
})
