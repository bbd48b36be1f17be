import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP, isIPv4 } from 'node:net'
import { isPrivateAddress } from '../../private-addresses.ts'

/** A host that webhooks may be sent to. */
export interface AllowedHost {
  /** As the URL parser writes it: lower case, IPv6 addresses in brackets. */
  readonly hostname: string
  readonly port: number
  /** Whether it may be at a private, loopback or link-local address. */
  readonly mayBePrivate: boolean
}

/** Every address that a name has now; throws where it has none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export type CheckedEndpoint =
  /** To be connected to at these addresses and no others, since the name may mean another one a moment later. */
  | { readonly is: 'ready'; readonly url: URL; readonly addresses: readonly LookupAddress[] }
  | { readonly is: 'refused'; readonly problem: string }
  | { readonly is: 'unresolved'; readonly problem: string }

const HTTPS_PORT = 443
const PRIVATE = 'private:'
const HOST_AND_PORT = /^(?:\[[0-9a-f:.]+\]|[^\s/?#@:*%\\[\]]+)(?::[0-9]{1,5})?$/i

const resolveByName: Resolve = (hostname) => lookup(hostname, { all: true })

/** Reads `host`, `host:port`, `private:host` or `private:host:port`; undefined: it is none of them. */
export function parseAllowedHost(entry: string): AllowedHost | undefined {
  const mayBePrivate = entry.startsWith(PRIVATE)
  const text = mayBePrivate ? entry.slice(PRIVATE.length) : entry
  if (!HOST_AND_PORT.test(text) || !URL.canParse(`https://${text}`)) return undefined
  const { hostname, port } = new URL(`https://${text}`)
  // A number such as `8443` is an address to the URL parser, and nobody means that.
  if (hostname.endsWith('.') || (isIPv4(hostname) && text.replace(/:\d+$/, '') !== hostname)) return undefined
  return { hostname, port: portOf(port), mayBePrivate }
}

/** Whether a webhook may be sent to this URL: https, to a listed host and port, where every address is allowed. */
export async function checkEndpoint(
  text: string,
  allowed: readonly AllowedHost[],
  resolve: Resolve = resolveByName,
): Promise<CheckedEndpoint> {
  if (!URL.canParse(text)) {
    return { is: 'refused', problem: 'The address of the webhook is no URL, so nothing is sent. Set it again.' }
  }
  const url = new URL(text)
  const refused = (why: string): CheckedEndpoint => ({
    is: 'refused',
    problem: `Nothing is sent to the webhook at ${url.hostname}: ${why}`,
  })
  if (url.protocol !== 'https:') return refused('its address is not https. Set one that is.')
  if (url.username !== '' || url.password !== '') return refused('its address holds credentials. Set it without them.')
  const listed = allowed.filter(({ hostname }) => hostname === url.hostname)
  const host = listed.find(({ port }) => port === portOf(url.port))
  if (host === undefined) {
    return refused(
      listed.length === 0
        ? 'it is not on the list of allowed webhook hosts. An administrator adds it there.'
        : `port ${portOf(url.port)} is not allowed there. An administrator adds it to the list of allowed webhook hosts.`,
    )
  }
  const addresses = await addressesOf(url, resolve)
  if (addresses.length === 0) {
    return { is: 'unresolved', problem: `The name of the webhook at ${url.hostname} has no address at the moment.` }
  }
  if (!host.mayBePrivate && addresses.some(({ address }) => isPrivateAddress(address))) {
    return refused(
      'it is not at a public address. Correct its DNS records, or let an administrator list it as ' +
        `"${PRIVATE}${url.host}" if it is meant to be inside.`,
    )
  }
  return { is: 'ready', url, addresses }
}

/** A literal address is its own, in the notation that the URL parser has made of any other. */
async function addressesOf({ hostname }: URL, resolve: Resolve): Promise<readonly LookupAddress[]> {
  const address = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(address)
  if (family !== 0) return [{ address, family }]
  try {
    return await resolve(hostname)
  } catch {
    return []
  }
}

function portOf(port: string): number {
  return port === '' ? HTTPS_PORT : Number(port)
}
