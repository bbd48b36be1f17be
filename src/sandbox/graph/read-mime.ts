export interface ReadMail {
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
}

interface Part {
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** The part of MIME (RFC 2045 to 2047) that mails of text and HTML need. */
export function readMime(mime: Buffer): ReadMail {
  const root = readPart(mime)
  const leaves = leavesOf(root)
  const content = (type: string) => {
    const leaf = leaves.find(({ headers }) => typeOf(headers) === type)
    return leaf === undefined ? '' : decodeBody(leaf)
  }
  return {
    to: ['to', 'cc', 'bcc'].flatMap((name) => addressesIn(root.headers.get(name) ?? '')),
    subject: decodeWords(root.headers.get('subject') ?? ''),
    text: content('text/plain'),
    html: content('text/html'),
  }
}

/** Header names in lower case; a line that begins with space continues the one before. */
function readPart(mime: Buffer): Part {
  const source = mime.toString('latin1')
  const [, head = '', body = ''] = /^(.*?)\r?\n\r?\n(.*)$/s.exec(source) ?? []
  const lines = head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const headers = lines.map((line) => {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? []
    return [name.toLowerCase(), value] as const
  })
  return { headers: new Map(headers), body: Buffer.from(body, 'latin1') }
}

function leavesOf(part: Part): readonly Part[] {
  const [, boundary] = /boundary="?([^";]+)"?/i.exec(part.headers.get('content-type') ?? '') ?? []
  if (boundary === undefined) return [part]
  const pieces = part.body.toString('latin1').split(`--${boundary}`).slice(1, -1)
  // The line breaks around a boundary belong to it.
  return pieces.flatMap((piece) => leavesOf(readPart(Buffer.from(piece.replaceAll(/^\r?\n|\r?\n$/g, ''), 'latin1'))))
}

function typeOf(headers: ReadonlyMap<string, string>): string {
  return headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'text/plain'
}

function decodeBody({ headers, body }: Part): string {
  switch (headers.get('content-transfer-encoding')?.toLowerCase()) {
    case 'base64':
      return Buffer.from(body.toString('latin1'), 'base64').toString()
    case 'quoted-printable':
      return decodeQuoted(body.toString('latin1').replaceAll(/=\r?\n/g, ''))
    default:
      return body.toString()
  }
}

function decodeQuoted(text: string): string {
  const bytes = text.replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

/** Encoded words; the space between two of them belongs to the encoding. */
function decodeWords(header: string): string {
  return header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : decodeQuoted(text.replaceAll('_', ' ')),
    )
}

function addressesIn(header: string): readonly string[] {
  return header
    .split(',')
    .map((one) => /<([^>]+)>/.exec(one)?.[1] ?? one.trim())
    .filter((address) => address.includes('@'))
}
