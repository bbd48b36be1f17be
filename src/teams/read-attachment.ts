import { lookup as resolve } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { KeyturnError } from '../domain/errors.ts'
import type { Attachments } from '../ports.ts'
import { isPrivateAddress } from '../private-addresses.ts'

const MAX_BYTES = 1_000_000
const WITHIN_MS = 10_000
const MAX_REDIRECTS = 3

/**
 * Reads an attached file from the URL in the activity, which whoever sent the message may have written: https to public
 * addresses alone, checked as they are connected to. With `allowsLoopback`, plain loopback URLs too, for local work.
 */
export function createAttachments({ allowsLoopback }: { readonly allowsLoopback: boolean }): Attachments {
  return {
    async read(url) {
      const signal = AbortSignal.timeout(WITHIN_MS)
      let next = parsed(url)
      const { host } = next
      for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
        const response = await open(next, allowsLoopback, signal)
        const { statusCode = 0, headers } = response
        if (statusCode === 200) return decoded(await bytesOf(response))
        response.destroy()
        if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
          throw refused(`The file's server answered ${statusCode}. Attach the file again.`)
        }
        next = parsed(headers.location, next)
        if (next.host !== host) throw refused('The link leads to another server, so it was not followed.')
      }
      throw refused('The link leads in circles. Attach the file again.')
    },
  }
}

function open(url: URL, allowsLoopback: boolean, signal: AbortSignal): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isLoopback = allowsLoopback && ['localhost', '127.0.0.1', '::1'].includes(host)
  if (url.protocol !== 'https:' && !(isLoopback && url.protocol === 'http:')) throw refused('Its address is not https.')
  if (!isLoopback && isIP(host) !== 0 && isPrivateAddress(host)) throw refused('Its address is not public.')
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((settle, fail) => {
    request(url, { signal, ...(isLoopback ? {} : { lookup: publicLookup }) }, settle)
      .on('error', (cause) => fail(cause instanceof KeyturnError ? cause : unreachable(cause)))
      .end()
  })
}

/** Checked here rather than before, so that the name cannot mean another address when it is connected to. */
const publicLookup: LookupFunction = (hostname, options, answer) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error !== null || first === undefined) return answer(error ?? new Error('no address'), '')
    if (addresses.some(({ address }) => isPrivateAddress(address))) {
      return answer(refused('Its address is not public.'), '')
    }
    return options.all === true ? answer(null, addresses) : answer(null, first.address, first.family)
  })
}

async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of response) {
      length += chunk.length
      if (length > MAX_BYTES) throw refused('It is larger than 1 MB. Send it in parts.')
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof KeyturnError ? cause : unreachable(cause)
  }
  return Buffer.concat(chunks)
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw refused('It is not UTF-8 text. Save it as "CSV UTF-8" and attach it again.', cause)
  }
}

function parsed(url: string, base?: URL): URL {
  try {
    return new URL(url, base)
  } catch (cause) {
    throw refused('Its address is no URL. Attach the file again.', cause)
  }
}

function unreachable(cause: unknown): KeyturnError {
  return refused('Its server did not answer in time. Attach the file again.', cause)
}

function refused(why: string, cause?: unknown): KeyturnError {
  return new KeyturnError('attachment-refused', `The attached file was not read. ${why}`, { cause })
}
