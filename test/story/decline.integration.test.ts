import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ShownCard } from '../support/card-json.ts'
import { type Product, startProduct } from '../support/product.ts'

let product: Product

const day = 86_400_000

beforeAll(async () => {
  product = await startProduct({ applications: 40, settings: { FOUR_EYES: 'none' } })
  await product.pass()
})
afterAll(() => product[Symbol.asyncDispose]())

it('a renewal that is declined needs a reason, is shown with it on the card, and is let lapse without reminders', async () => {
  const { tenant } = product.cloud
  const owner = String(tenant.cast.owner.id)
  const payroll = tenant.applications().find(({ displayName }) => displayName === 'Payroll export')
  const credentials = payroll?.passwordCredentials.length

  const about = () => product.cardsOf(owner).filter(({ text }) => text.includes('Payroll export'))
  const click = async (card: ShownCard | undefined, title: string, inputs = {}) => {
    if (card === undefined) throw new Error(`no card with ${title}`)
    const answer = (await product.click(owner, card, title, inputs)).card
    if (answer === undefined) throw new Error(`no answer to ${title}`)
    return answer
  }
  const review = await click(about().at(-1), 'Approve renewal')
  const asked = await click(review, 'Decline')
  const again = await click(asked, 'Decline', { reason: ' ' })
  expect(again.text).toContain('Please say why')

  const declined = await click(again, 'Decline', { reason: 'The vendor shuts down' })
  expect(declined.text).toMatch(/Renewal declined: client secret expires/)
  expect(declined.text).toContain('Reason: The vendor shuts down')
  expect(declined.actions.map(({ title }) => title)).toContain('Rotate')
  expect(payroll?.passwordCredentials).toHaveLength(credentials ?? -1)

  const told = about().length
  await product.later(day)
  await product.pass()
  expect(about()).toHaveLength(told)
  const history = await product.say(owner, `history ${payroll?.appId}`)
  expect(history.text).toContain('declined the renewal')
  expect(history.text).toContain('The vendor shuts down')
})
