import { parse } from 'csv-parse/sync'
import type { OwnerLine } from '../../domain/judge-import.ts'
import { type ImportProblem, MAX_IMPORT_LINES } from '../../domain/owner-import.ts'

export interface OwnerCsv {
  readonly lines: readonly OwnerLine[]
  readonly problems: readonly ImportProblem[]
}

const MAX_GIVEN = 120
const MAX_LINE = 1_000

/**
 * Reads `clientId,owner`, parted by comma, semicolon or tab, quoted or not, with or without header and byte order mark.
 * Each line is read by itself, so that an open quote spoils no other. Undefined: more lines than one import takes.
 */
export function parseOwnerCsv(text: string): OwnerCsv | undefined {
  const rows = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((content, index) => ({ line: index + 1, content: content.trim() }))
    .filter(({ content }) => content !== '')
  const data = rows.filter(({ content }, index) => index > 0 || !isHeader(content))
  if (data.length > MAX_IMPORT_LINES) return undefined
  const read = data.map(({ line, content }) => readLine(line, content))
  return {
    lines: read.filter((one) => 'owner' in one),
    problems: read.filter((one) => 'given' in one),
  }
}

function readLine(line: number, content: string): OwnerLine | ImportProblem {
  const [clientId = '', owner = '', ...more] = fieldsOf(content)
  if (clientId !== '' && owner !== '' && more.every((field) => field === '')) {
    return { line, clientId: clientId.toLowerCase(), owner: owner.toLowerCase() }
  }
  return {
    line,
    text: 'This is no pair of fields. Write the client ID, a comma, and the owner’s mail address.',
    given: content.slice(0, MAX_GIVEN),
  }
}

/** Empty for a line that is no CSV. */
function fieldsOf(content: string): string[] {
  if (content.length > MAX_LINE) return []
  try {
    const [fields = []] = parse(content, { delimiter: [',', ';', '\t'], trim: true, relax_column_count: true })
    return fields
  } catch {
    return []
  }
}

function isHeader(content: string): boolean {
  return (
    (fieldsOf(content)[0] ?? '')
      .replace(/[\s_-]/g, '')
      .toLowerCase()
      .match(/^(clientid|appid|application\(client\)id|applicationid)$/) !== null
  )
}
