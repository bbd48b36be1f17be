import { afterAll, beforeAll, expect, test } from 'vitest'
import { aPerson } from '../support/builders.ts'
import { anApplicationMessage } from '../support/messages.ts'
import { type Product, startProduct } from '../support/product.ts'

const mailbox = 'adam.lindqvist@contoso.example'
let product: Product
beforeAll(async () => {
  product = await startProduct({ settings: { MAIL_SENDER: mailbox } })
})
afterAll(() => product[Symbol.asyncDispose]())

test('with MAIL_SENDER the service mails from that mailbox, at its own time', async () => {
  const to = aPerson()
  expect(await product.ctx.mailer?.send(to, anApplicationMessage())).toEqual({ ok: true })
  const [mail] = product.cloud.tenant.sentMails
  expect(mail).toMatchObject({ sender: mailbox, to: [to.mail], subject: expect.stringContaining('Payroll export') })
  expect(product.heard().includes(String(mail?.text.slice(0, 40)))).toBe(false)
})

test('without it there is no mailer', async () => {
  await using other = await startProduct({ connectionString: product.connectionString })
  expect(other.ctx.mailer).toBeNull()
})
