import { DAY_MS } from '../domain/credential.ts'
import { hasCode, messageOf } from '../domain/errors.ts'
import { EASE_KEY_LIFETIME, SHORTEST_SIGNING_DAYS } from '../domain/lifetime.ts'
import type { Rotation } from '../domain/rotation.ts'
import type { StoredRotation } from '../ports.ts'
import { claimStep } from './claim-step.ts'
import { endForDeleted } from './end-for-deleted.ts'
import { keepRotation, moveRotation, type Stepped } from './move-rotation.ts'
import type { RotatePowers } from './rotate-powers.ts'

const MAX_ATTEMPTS = 3
/** Entra's reads lag behind its writes, so one read that shows nothing proves nothing. */
const READS_TO_BE_SURE = 5
const READ_SPACING_MS = 15_000
/** The other side has to trust each new one, which nobody does several times a year. */
const WANTED_DAYS = 365
/** Entra makes them for three years at most (serviceprincipal-addtokensigningcertificate). */
const LONGEST_DAYS = 3 * 365

/**
 * Has Entra make the next SAML signing certificate, which is not in use yet. Its private key stays in Entra, so whatever
 * an attempt has made can be taken for the result, also when its reply was lost: it is found by its name.
 */
export async function mintSigning(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const holder = await ctx.directory.holder(rotation.holder.kind, rotation.holder.objectId)
  if (holder === undefined) return endForDeleted(ctx, rotation)
  const made = holder.credentials.find(
    ({ displayName, isSamlSigning }) => isSamlSigning && displayName === signingName(rotation),
  )
  if (made !== undefined) return adopt(ctx, rotation, made.keyId, made.endAt)
  if (rotation.tries === 0) return ask(ctx, rotation)
  if (rotation.tries < READS_TO_BE_SURE) {
    const nextStepAt = new Date(ctx.clock.now().getTime() + READ_SPACING_MS)
    return keepRotation(ctx, rotation, { tries: rotation.tries + 1, nextStepAt })
  }
  return tryAgain(ctx, rotation)
}

async function ask(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  const { longestDays = LONGEST_DAYS } = await ctx.directory.credentialRules(rotation.holder, 'certificate')
  const days = Math.min(Math.max(rotation.lifetimeDays, WANTED_DAYS), LONGEST_DAYS, longestDays)
  if (days < SHORTEST_SIGNING_DAYS) {
    return failed(
      ctx,
      rotation,
      `The tenant's app management policy allows certificates less than a day. ${EASE_KEY_LIFETIME}.`,
    )
  }
  // From here on the outcome is looked for before anything is asked for again.
  const claimed = await claimStep(ctx, rotation, { tries: 1 })
  if (claimed === undefined) return undefined
  const endAt = new Date(ctx.clock.now().getTime() + days * DAY_MS)
  try {
    const made = await ctx.credentials.addSigningCertificate(rotation.holder.objectId, signingName(rotation), endAt)
    return await adopt(ctx, claimed, made.keyId, made.endAt ?? endAt)
  } catch (error) {
    const message = messageOf(error)
    ctx.log.warn({ rotationId: rotation.rotationId, message }, 'Outcome of a new signing certificate is unknown')
    if (!hasCode(error, 'directory-denied', 'directory-refused', 'directory-not-found')) return undefined
    return failed(ctx, claimed, message)
  }
}

function failed(ctx: RotatePowers, rotation: StoredRotation, why: string): Stepped {
  const problem = `${why} The old certificate is in use as before.`
  return moveRotation(ctx, rotation, 'failed', problem, { problem })
}

function adopt(ctx: RotatePowers, rotation: StoredRotation, newKeyId: string, newEndAt: Date | null): Stepped {
  const changes = { newKeyId, newEndAt, escrowedAt: ctx.clock.now() }
  return moveRotation(
    ctx,
    rotation,
    'escrowed',
    `Next signing certificate ${newKeyId} is in Entra, not in use yet`,
    changes,
  )
}

function tryAgain(ctx: RotatePowers, rotation: StoredRotation): Stepped {
  if (rotation.attempt < MAX_ATTEMPTS) {
    return moveRotation(ctx, rotation, 'minting', `Attempt ${rotation.attempt} was lost`, {
      attempt: rotation.attempt + 1,
    })
  }
  const problem = `Entra did not show a new certificate in ${MAX_ATTEMPTS} attempts. The old one is in use as before. Look at Single sign-on in Entra, then use Rotate again.`
  return moveRotation(ctx, rotation, 'failed', problem, { problem })
}

/** Entra takes no other names than these here. */
function signingName({ rotationId, attempt }: Pick<Rotation, 'rotationId' | 'attempt'>): string {
  return `CN=Keyturn ${rotationId} ${attempt}`
}
