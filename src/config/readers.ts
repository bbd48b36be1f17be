import { Cron } from 'croner'
import { isGuid } from '../domain/guid.ts'
import { type FourEyesCase, fourEyesCases } from '../domain/policy.ts'

/** Turns a setting's text into its value, or throws a `Rule` that says what the text must be. */
export type Reader<T> = (text: string) => T

/** What a setting's text must be, and what to write instead. */
export class Rule extends Error {
  override readonly name = 'Rule'
}

export function oneOf<const T extends string>(...allowed: T[]): Reader<T> {
  return (text) => {
    const found = allowed.find((value) => value === text)
    if (found === undefined) throw new Rule(`must be ${allowed.join(' or ')}; write it exactly so`)
    return found
  }
}

export function wholeNumber(from: number, to: number): Reader<number> {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < from || value > to) {
      throw new Rule(`must be a whole number from ${from} to ${to}`)
    }
    return value
  }
}

export function guid(text: string): string {
  if (!isGuid(text)) throw new Rule('must be a GUID such as 00000000-0000-0000-0000-000000000000')
  return text.toLowerCase()
}

export function listOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (text) => text.split(',').map((part) => item(part.trim()))
}

export function anyText(text: string): string {
  return text
}

/** https, or http where nothing leaves the machine. */
export function url(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined
  const isAllowed = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback(parsed.hostname))
  if (!isAllowed) throw new Rule('must be an https URL, or an http URL on loopback (localhost, 127.0.0.1)')
  return text
}

/** A URL without path, query or fragment; the reader drops a closing slash. */
export function origin(text: string): string {
  const parsed = new URL(url(text))
  if (parsed.pathname !== '/' || parsed.search !== '' || parsed.hash !== '') {
    throw new Rule('must be an origin, which is https:// and a host with nothing behind it')
  }
  return parsed.origin
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

export function domain(text: string): string {
  if (!/^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(text)) throw new Rule('must be a domain such as core.usgovcloudapi.net')
  return text
}

export function storageAccount(text: string): string {
  if (!/^[a-z0-9]{3,24}$/.test(text))
    throw new Rule('must be a storage account name: 3 to 24 lower-case letters and digits')
  return text
}

export function connectionString(text: string): string {
  if (!/(^|;)(UseDevelopmentStorage=true|AccountName=[^;]+|TableEndpoint=[^;]+)/i.test(text)) {
    throw new Rule('must be a storage connection string: copy it whole, with AccountName or TableEndpoint in it')
  }
  return text
}

export function threeFallingDays(text: string): readonly [number, number, number] {
  const [first, second, third, ...more] = text.split(',').map((part) => Number(part.trim()))
  const isFalling =
    first !== undefined && second !== undefined && third !== undefined && first > second && second > third
  if (!isFalling || more.length > 0 || !/^[\d, ]+$/.test(text) || third < 1 || first > 365) {
    throw new Rule(
      'must be three whole numbers of days, each smaller than the one before, from 365 to 1: for example 30,14,7',
    )
  }
  return [first, second, third]
}

export function cronPattern(text: string): string {
  const rule = 'must be a cron pattern of five fields: for example "0 6 * * *" for every day at six'
  // Six fields would begin with seconds: a slip of one star away from a pass every hour.
  if (!text.startsWith('@') && text.split(/\s+/).length !== 5) throw new Rule(rule)
  try {
    if (new Cron(text, { paused: true }).nextRun() !== null) return text
  } catch (cause) {
    throw new Rule(rule, { cause })
  }
  throw new Rule('must be a cron pattern that some day matches, or no pass ever runs')
}

export function timeZone(text: string): string {
  try {
    // An offset knows no summer time; nobody who wrote one for a place meant that.
    if (/^[+-]/.test(text)) throw new RangeError('an offset')
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone && text
  } catch (cause) {
    throw new Rule('must be an IANA time zone: for example Europe/Berlin', { cause })
  }
}

export function channelId(text: string): string {
  // A link has it escaped.
  const id = text.replaceAll(/%3A/gi, ':').replaceAll('%40', '@')
  if (!/^19:[^\s;%]+@thread\.(tacv2|skype)$/.test(id)) {
    throw new Rule('must be the id of a Teams channel such as 19:…@thread.tacv2; copy it from the link to the channel')
  }
  return id
}

/** Graph names a mailbox by object id or sign-in name. */
export function mailbox(text: string): string {
  if (!isGuid(text) && !/^[^\s@/?#]+@[^\s@/?#]+\.[^\s@/?#]+$/.test(text)) {
    throw new Rule('must be an object id or a mail address such as keyturn@contoso.com')
  }
  return text
}

export function permissionValue(text: string): string {
  if (!/^[A-Za-z_][\w.-]*$/.test(text)) throw new Rule('must be permission values such as Directory.ReadWrite.All')
  return text
}

export function vaultSecretName(text: string): string {
  if (!/^[0-9A-Za-z-]{1,127}$/.test(text))
    throw new Rule('must be the name of a vault secret: letters, digits and dashes')
  return text
}

export function certificateIssuer(text: string): string {
  if (!/^[0-9A-Za-z-]{1,127}$/.test(text)) {
    throw new Rule("must be Self, or the name of an issuer in Keyturn's vault: letters, digits and dashes")
  }
  return text
}

/** A host with an optional port, and `private:` before it where its address may be other than public. */
export function webhookHost(text: string): string {
  const [, host = '', port] = /^(?:private:)?([^:/?#@*\s]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i.exec(text) ?? []
  const isPort = port === undefined || (Number(port) > 0 && Number(port) < 65_536)
  if (host === '' || !isPort || !URL.canParse(`https://${host}`)) {
    throw new Rule('must be hosts such as hooks.contoso.com, hooks.contoso.com:8443 or private:10.1.2.3')
  }
  return text.toLowerCase()
}

export function fourEyes(text: string): readonly FourEyesCase[] {
  if (text === 'none') return []
  return listOf<FourEyesCase>(oneOf(...fourEyesCases))(text)
}
