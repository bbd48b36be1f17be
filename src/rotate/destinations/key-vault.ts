import type { KeyVaultTarget } from '../../domain/destination.ts'
import { hasCode, messageOf } from '../../domain/errors.ts'
import type { Delivered, Destination, Vault, WriteOutcome } from '../../ports.ts'
import type { GrantRequest } from './grant-readers.ts'
import type { Trouble } from './trouble-of.ts'

/** Key Vault takes no more on a version. */
const MOST_TAGS = 15

export interface KeyVaultOptions {
  /** The vault at an origin; the same object for the same origin. */
  readonly vaultAt: (vaultUrl: string) => Vault
  /** Lets people read one secret; answers what kept it from happening, or null. */
  readonly grantReaders: (request: GrantRequest) => Promise<Trouble | null>
}

/**
 * A secret in any vault that Keyturn's identity may write. Each delivery is a version of its own, known again by its
 * tag, so a repeated write makes no second one, and earlier versions keep the value from before. What owners have set on
 * the secret, its other tags and its content type, goes on to each version.
 */
export function createKeyVaultDestination({ vaultAt, grantReaders }: KeyVaultOptions): Destination<KeyVaultTarget> {
  async function write(
    { vaultUrl, secretName, grantOwnersOn }: KeyVaultTarget,
    delivered: Delivered,
  ): Promise<WriteOutcome> {
    const vault = vaultAt(vaultUrl)
    const before = await vault.find(secretName)
    if (isOthers(before?.tags, delivered.clientId)) return { is: 'refused', problem: othersProblem(secretName) }
    const isThere = before?.tags.deliveryId === delivered.deliveryId
    const { clientId, keyId, rotationId, deliveryId, endAt, secretText, ownerIds: personIds, signal } = delivered
    const tags = besides(before?.tags, { clientId, keyId, rotationId, deliveryId, ...previousTag(isThere, before) })
    const kept = before?.contentType === undefined ? {} : { contentType: before.contentType }
    const ref = isThere
      ? before.ref
      : await vault.store({ name: secretName, text: secretText, endAt, tags, ...kept }, signal)
    const vaultId = grantOwnersOn
    const trouble = vaultId === null ? null : await grantReaders({ vaultId, secretName, personIds, signal })
    if (trouble?.is === 'later') {
      return { ...trouble, problem: `The vault has the secret, but not all owners may read it yet. ${trouble.problem}` }
    }
    const previous = isThere ? before.tags.before : before?.ref.version
    return {
      is: 'written',
      receipt: {
        version: ref.version,
        ...(previous !== undefined && { before: previous }),
        ...(trouble !== null && { grantProblem: trouble.problem }),
      },
    }
  }

  return {
    async inspect({ vaultUrl, secretName, grantOwnersOn }, { clientId }) {
      try {
        const found = await vaultAt(vaultUrl).find(secretName)
        if (isOthers(found?.tags, clientId)) return { is: 'refused', problem: othersProblem(secretName) }
        if (grantOwnersOn !== null && !isVaultAt(grantOwnersOn, vaultUrl)) {
          return { is: 'refused', problem: 'The vault whose readers are to be set is not the one of the address.' }
        }
        const what = found === undefined ? 'is made' : 'gets a new version; the earlier ones stay'
        return { is: 'ready', facts: [`The secret ${secretName} in ${new URL(vaultUrl).host} ${what}.`] }
      } catch (error) {
        if (hasCode(error, 'vault-denied', 'vault-refused')) return { is: 'refused', problem: error.message }
        throw error
      }
    },

    async write(target, delivered) {
      try {
        return await write(target, delivered)
      } catch (error) {
        return troubleOf(error)
      }
    },

    async verify({ vaultUrl, secretName }, receipt, { deliveryId }) {
      try {
        const found = await vaultAt(vaultUrl).find(secretName)
        if (found?.tags.deliveryId === deliveryId && found.ref.version === receipt.version) {
          const grant = receipt.grantProblem === undefined ? '' : ` Owners could not be let in: ${receipt.grantProblem}`
          return { is: 'verified', evidence: `Its current version is the delivered one.${grant}` }
        }
        const what = found === undefined ? 'was removed' : 'has a newer version that is not from Keyturn'
        return { is: 'overwritten', problem: `The secret ${secretName} in ${new URL(vaultUrl).host} ${what}.` }
      } catch (error) {
        const trouble = troubleOf(error)
        return trouble.is === 'refused' ? trouble : { is: 'notYet', problem: trouble.problem }
      }
    },

    async readBefore({ vaultUrl, secretName }, { before }) {
      return before === undefined ? undefined : vaultAt(vaultUrl).read({ name: secretName, version: before })
    },
  }
}

/** With the owners' tags, as far as they fit. */
function besides(theirs: Readonly<Record<string, string>> = {}, ours: Readonly<Record<string, string>>) {
  const others = Object.entries(theirs).filter(([name]) => !(name in ours))
  return { ...Object.fromEntries(others.slice(0, MOST_TAGS - Object.keys(ours).length)), ...ours }
}

/** Whether another application's secret lies there. */
function isOthers(tags: Readonly<Record<string, string>> | undefined, clientId: string): boolean {
  return tags?.clientId !== undefined && tags.clientId.toLowerCase() !== clientId.toLowerCase()
}

function othersProblem(secretName: string): string {
  return `The secret ${secretName} belongs to another application, by its tag clientId. Nothing was written. Choose another name.`
}

/** The last part of the vault's id is the first label of its address. */
function isVaultAt(vaultId: string, vaultUrl: string): boolean {
  return vaultId.split('/').at(-1)?.toLowerCase() === new URL(vaultUrl).hostname.split('.')[0]
}

/** A tag, so that a repetition after a lost reply still knows which version was there before. */
function previousTag(isThere: boolean, before: Awaited<ReturnType<Vault['find']>>): { before?: string } {
  return isThere || before === undefined ? {} : { before: before.ref.version }
}

function troubleOf(error: unknown): Exclude<WriteOutcome, { is: 'written' }> {
  const problem = messageOf(error)
  return hasCode(error, 'vault-denied', 'vault-refused') ? { is: 'refused', problem } : { is: 'later', problem }
}
