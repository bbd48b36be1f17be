import { z } from 'zod/v4'
import type { SecretText } from '../../domain/secret-text.ts'
import type { Receipt } from '../../ports.ts'
import { valueDigest } from './value-digest.ts'
import { type Answer, answerOf, teamPath, type VercelProject } from './vercel-api.ts'
import { isSensitive, listVariables, type Variable } from './vercel-variables.ts'

/** Vercel may note the time of an edit a little after it has answered it. */
const SAME_EDIT_MS = 5_000
const valueShape = z.object({ value: z.string().nullish(), decrypted: z.boolean().nullish() })

/** `unknown`: Vercel shows neither the value nor when it was changed. */
export type Held = 'written' | 'changed' | 'unknown'

/** What recognises the written rows and their value later. A secret cannot be guessed, so its digest tells nothing. */
export function variablesReceipt(written: readonly Variable[], value: SecretText, deliveryId: string): Receipt {
  return {
    variables: written.map(({ id }) => id).join(','),
    updatedAt: written.map(({ updatedAt }) => updatedAt ?? '').join(','),
    salt: deliveryId,
    digest: valueDigest(deliveryId, value.reveal()),
  }
}

/** Whether the rows of this receipt hold what was written: by their values where Vercel shows them, else by their times. */
export async function whatIsHeld(project: VercelProject, receipt: Receipt): Promise<Answer<Held>> {
  const listed = await listVariables(project)
  if (listed.is !== 'answer') return listed
  const times = (receipt.updatedAt ?? '').split(',')
  let all: Held = 'written'
  for (const [index, id] of (receipt.variables ?? '').split(',').entries()) {
    const row = listed.body.find((one) => one.id === id)
    if (row === undefined) return { is: 'answer', body: 'changed' }
    const byValue = await heldByValue(project, row, receipt)
    if (byValue.is !== 'answer') return byValue
    const held = byValue.body === 'unknown' ? heldByTime(row, Number(times[index] || Number.NaN)) : byValue.body
    if (held === 'changed') return { is: 'answer', body: 'changed' }
    if (held === 'unknown' || isSensitive(row)) all = 'unknown'
  }
  return { is: 'answer', body: all }
}

async function heldByValue({ api, target }: VercelProject, row: Variable, receipt: Receipt): Promise<Answer<Held>> {
  if (isSensitive(row) || receipt.digest === undefined) return { is: 'answer', body: 'unknown' }
  const path = `/v1/projects/${encodeURIComponent(target.project)}/env/${encodeURIComponent(row.id)}`
  const does = `show ${target.variable} of ${target.project}`
  const answer = answerOf(await api.read(teamPath(path, target)), valueShape, { does, remains: 'Nothing was changed.' })
  // A token may be allowed to list variables and not to read them.
  if (answer.is === 'refused') return { is: 'answer', body: 'unknown' }
  if (answer.is === 'later') return answer
  const { value, decrypted } = answer.body
  const isShown = typeof value === 'string' && (decrypted === true || row.type === 'plain')
  if (!isShown) return { is: 'answer', body: 'unknown' }
  return { is: 'answer', body: valueDigest(receipt.salt ?? '', value) === receipt.digest ? 'written' : 'changed' }
}

function heldByTime({ updatedAt }: Variable, writtenAt: number): Held {
  if (Number.isNaN(writtenAt) || !updatedAt) return 'unknown'
  return updatedAt > writtenAt + SAME_EDIT_MS ? 'changed' : 'written'
}
